-- KEYS: p:ready   ARGV: p, seen_ttl_s, wake another process (1 or 0), then for each update: id, raw, express (1 or 0), sender, line
-- {how many were new, how many wait or are worked on}
local p, fresh = ARGV[1], 0
for i = 4, #ARGV, 5 do
  local id, express, sender, line = ARGV[i], ARGV[i + 2], ARGV[i + 3], ARGV[i + 4]
  if inbox_is_new(p, id, ARGV[2]) then
    redis.call('HSET', p .. ':raw', id, ARGV[i + 1])
    if express ~= '1' then line = inbox_join(p, id, sender, line) end
    queue_put(inbox_queue(p, express), line, id, 0)
    fresh = fresh + 1
  end
end
if ARGV[3] == '1' then inbox_wake(p) end
return {fresh, inbox_backlog(p)}
