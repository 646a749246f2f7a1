-- Settles the attempts that have ended and claims what is due, in one step.
-- Loaded after queue.lua and after the queue's own functions: queue_left(p, item, held) is called before an
-- item leaves, may_claim(p, lane) tells whether a lane is open, payload(p, item, share, now) what a claim
-- carries.
--
-- KEYS[1]  p:ready (for the hash slot)
-- ARGV     p, lease_ms, how many priority items, how many others, 1 to claim only where an item moved up,
--          then for each ended attempt: item, token, outcome (done, retry, requeue, park, dead_letter),
--          delay_ms, reason (park: what it waits for, where it has no share)
-- Returns  {item, 1 for priority, token, attempts, fields, payload} for each claimed item
local p, lease_ms = ARGV[1], tonumber(ARGV[2])
local moved_up = false

local function settle(item, token, outcome, delay_ms, reason)
  local held = queue_held(p, item, token)
  if not held then return end
  if outcome == 'done' then
    queue_left(p, item, held)
    moved_up = queue_ack(p, item, held) or moved_up
  elseif outcome == 'dead_letter' then
    queue_left(p, item, held)
    moved_up = queue_dead_letter(p, item, held, reason) or moved_up
  elseif outcome == 'park' then
    moved_up = queue_park(p, item, held, tonumber(delay_ms), reason) or moved_up
  else
    moved_up = queue_release(p, item, held, tonumber(delay_ms), outcome == 'retry') or moved_up
    if delay_ms == '0' and outcome == 'requeue' then queue_wake(p) end
  end
end

for i = 6, #ARGV, 5 do settle(ARGV[i], ARGV[i + 1], ARGV[i + 2], ARGV[i + 3], ARGV[i + 4]) end

local claims = {}
if ARGV[5] == '1' and not moved_up then return claims end
local now = queue_now()

local function claim(lane, count, is_priority)
  if count == 0 or not may_claim(p, lane) then return end
  for _, one in ipairs(queue_claim(p, lane, count, lease_ms, now)) do
    claims[#claims + 1] = {one[1], is_priority, one[2], one[3], one[4], payload(p, one[1], one[5], now)}
  end
end

claim('priority', tonumber(ARGV[3]), 1)
claim('ready', tonumber(ARGV[4]), 0)
return claims
