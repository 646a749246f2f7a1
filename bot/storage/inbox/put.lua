-- Stores updates, each id once. One sender's updates keep their order, although short messages of a
-- group stand in the group's line while a game is on: what a sender sends waits behind what the
-- sender has waiting already, in whichever line that is.
--
-- Of a person who has too many waiting, only the first update that is refused is stored, so that the
-- person is told.
--
-- KEYS[1]  p:ready (for the hash slot)
-- ARGV     p, time to live of seen ids (s), 1 to wake another process, how many updates of a person may
--          wait (0: no limit), then for each update: id, raw, order (priority, sender, group, game),
--          the sender's line, the game's line or '', its share, the person or ''
-- Returns  how many updates wait or are worked on, how many of these were refused
local p, limit, fresh, refused = ARGV[1], tonumber(ARGV[4]), 0, 0

local function line_of(order, sender, game)
  -- In a private chat there is one line for each sender, and no game's.
  if order == 'sender' then return sender end
  local moved = redis.call('HGET', p .. ':moved', sender)
  if moved then return moved end
  local is_first = order == 'game' and redis.call('EXISTS', p .. ':line:' .. sender) == 0
  return is_first and game or sender
end

local function put(now, id, raw, order, sender, game, share, person)
  local lane, fields = order == 'priority' and 'priority' or 'ready', {'raw', raw, 'at', now}
  if limit > 0 and person ~= '' then
    if not inbox_has_room(p, person, limit) then
      refused = refused + 1
      if redis.call('HINCRBY', p .. ':waiting', 'refused:' .. person, 1) > 1 then return end
      fresh = fresh + 1
      return queue_put(p, lane, '', share, id, now, 'raw', raw, 'refused', limit)
    end
    fields[5], fields[6] = 'person', person
  end
  fresh = fresh + 1
  if lane == 'priority' then return queue_put(p, lane, '', share, id, now, unpack(fields)) end
  local line = line_of(order, sender, game)
  if line ~= sender then
    inbox_move(p, sender, line)
    fields[#fields + 1], fields[#fields + 2] = 'sender', sender
  end
  queue_put(p, lane, line, share, id, now, unpack(fields))
end

local now
for i = 5, #ARGV, 7 do
  if inbox_is_new(p, tonumber(ARGV[i]), ARGV[2]) then
    now = now or queue_now()
    put(now, unpack(ARGV, i, i + 6))
  end
end
if refused > 0 then redis.call('INCRBY', p .. ':refused', refused) end
if fresh == 0 then return {tonumber(redis.call('GET', p .. ':backlog') or 0), refused} end
if ARGV[3] == '1' then queue_wake(p) end
return {redis.call('INCRBY', p .. ':backlog', fresh), refused}
