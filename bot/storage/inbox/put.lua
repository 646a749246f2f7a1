-- Stores updates, each id once. One sender's updates keep their order, although short messages of a
-- group stand in the group's line while a game is on: what a sender sends waits behind what the
-- sender has waiting already, in whichever line that is.
--
-- KEYS[1]  p:ready (for the hash slot)
-- ARGV     p, time to live of seen ids (s), 1 to wake another process, then for each update:
--          id, raw, order (priority, sender, group, game), the sender's line, the game's line or ''
-- Returns  how many updates wait or are worked on
local p, fresh = ARGV[1], 0

local function put(id, raw, order, sender, game, now)
  if order == 'priority' then return queue_put(p, 'priority', '', id, now, 'raw', raw) end
  local line = sender
  -- In a private chat there is one line for each sender, and no game's.
  if order ~= 'sender' then
    local moved = redis.call('HGET', p .. ':moved', sender)
    if moved then
      line = moved
    elseif order == 'game' and redis.call('EXISTS', p .. ':line:' .. sender) == 0 then
      line = game
    end
  end
  if line == sender then return queue_put(p, 'ready', line, id, now, 'raw', raw) end
  inbox_move(p, sender, line)
  queue_put(p, 'ready', line, id, now, 'raw', raw, 'sender', sender)
end

local now
for i = 4, #ARGV, 5 do
  if inbox_is_new(p, tonumber(ARGV[i]), ARGV[2]) then
    now = now or queue_now()
    put(ARGV[i], ARGV[i + 1], ARGV[i + 2], ARGV[i + 3], ARGV[i + 4], now)
    fresh = fresh + 1
  end
end
if fresh > 0 and ARGV[3] == '1' then queue_wake(p) end
if fresh == 0 then return tonumber(redis.call('GET', p .. ':backlog') or 0) end
return redis.call('INCRBY', p .. ':backlog', fresh)
