-- KEYS: p:ready   ARGV: p, lease_ms, how many in order, how many overtaking,
--   then for each update that ended: id, express, token, verb (done, again, back, bury), number, text
-- Settles what ended and claims what is next: {id, express, token, attempts, raw, {nth, id, ...}}.
local p, lease_ms, claims = ARGV[1], tonumber(ARGV[2]), {}
local unlimited = 1000000

local function settle(id, express, token, verb, number, text)
  local queue = inbox_queue(p, express)
  if not queue_holds(queue, id, token) then return end
  if verb == 'done' then
    queue_ack(queue, id)
    inbox_part(p, id)
    redis.call('HDEL', p .. ':raw', id)
    redis.call('DEL', p .. ':sent:' .. id)
  elseif verb == 'bury' then
    queue_bury(queue, id, text)
    inbox_part(p, id)
  else
    queue_release(queue, id, tonumber(number), verb == 'again')
    if verb == 'back' then inbox_wake(p) end
  end
end

local function claim(express, count)
  for _ = 1, count do
    local lease = queue_claim(inbox_queue(p, express), lease_ms, unlimited)
    if not lease then return end
    local id = lease[1]
    claims[#claims + 1] = {
      id, express, lease[3], lease[4],
      redis.call('HGET', p .. ':raw', id), redis.call('HGETALL', p .. ':sent:' .. id)
    }
  end
end

for i = 5, #ARGV, 6 do
  settle(ARGV[i], ARGV[i + 1], ARGV[i + 2], ARGV[i + 3], ARGV[i + 4], ARGV[i + 5])
end
claim('1', tonumber(ARGV[4]))
claim('0', tonumber(ARGV[3]))
return claims
