-- Deletes what one person said in a thread, and what has no speaker; also the running summary, if it is
-- made of such exchanges.
--
-- KEYS[1]  the history (rows.py)   KEYS[2]  the summary (running_summaries.py)
-- ARGV[1]  the person
-- Returns  how many exchanges were deleted
local person = tonumber(ARGV[1])
local function is_theirs(speaker) return speaker == cjson.null or speaker == person end

local deleted = 0
for _, row in ipairs(redis.call('LRANGE', KEYS[1], 0, -1)) do
  if is_theirs(cjson.decode(row)[4]) then
    deleted = deleted + redis.call('LREM', KEYS[1], 1, row)
  end
end

local summary = redis.call('GET', KEYS[2])
if summary then
  for _, speaker in ipairs(cjson.decode(summary)[2]) do
    if is_theirs(speaker) then
      redis.call('DEL', KEYS[2])
      break
    end
  end
end
return deleted
