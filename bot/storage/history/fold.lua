-- Puts a new running summary in the place of the old one and of the oldest exchanges of a thread, if
-- both are still as they were read: what was deleted meanwhile must not come back in the summary.
--
-- KEYS[1]  the history (rows.py)   KEYS[2]  the summary (running_summaries.py)
-- ARGV     1 summary as it was read ('': none)   2 new summary   3 seconds to keep it   4… rows
-- Returns  1, or 0 where something has changed
local rows = redis.call('LRANGE', KEYS[1], 0, #ARGV - 4)
if (redis.call('GET', KEYS[2]) or '') ~= ARGV[1] or #rows ~= #ARGV - 3 then return 0 end
for index, row in ipairs(rows) do
  if row ~= ARGV[index + 3] then return 0 end
end
redis.call('SET', KEYS[2], ARGV[2], 'EX', ARGV[3])
redis.call('LTRIM', KEYS[1], #rows, -1)
return 1
