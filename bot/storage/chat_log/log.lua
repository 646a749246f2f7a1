-- The log of a chat: a stream of who wrote when, and a hash with the texts, so that an edit replaces a
-- text in its place, which no command can do in a stream.
--
-- KEYS[1]  the stream   KEYS[2]  the texts
local function field(entry, name)
  local values = entry[2]
  for i = 1, #values, 2 do
    if values[i] == name then return values[i + 1] end
  end
end

local function delete(entry)
  redis.call('HDEL', KEYS[2], field(entry, 'message'))
  redis.call('XDEL', KEYS[1], entry[1])
end
