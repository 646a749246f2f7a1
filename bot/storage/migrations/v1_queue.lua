-- Turns a queue of version 0, which kept each property of its items in a hash of its own, into one of
-- today's form (queue/queue.lua), or adds it to one as its priority lane. Leases end: the processes
-- that held them are stopped. Once converted it is not there any more, so a repetition does nothing.
--
-- KEYS[1]  p:ready (for the hash slot)
-- ARGV     prefix of the old queue, p, lane, prefix of line names ('none': its items had no lines),
--          then pairs of an old and a new kind of item
local old, p, lane, line_prefix = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local now = queue_now()
local kinds = {}
for i = 5, #ARGV, 2 do kinds[ARGV[i]] = ARGV[i + 1] end

local function taken(name, command, ...)
  local flat, found = redis.call(command, old .. ':' .. name, ...), {}
  for i = 1, #flat, 2 do found[flat[i]] = flat[i + 1] end
  redis.call('DEL', old .. ':' .. name)
  return found
end

-- What an item has in a hash that the inbox's two queues shared.
local function taken_field(name, item)
  local value = redis.call('HGET', p .. ':' .. name, item)
  redis.call('HDEL', p .. ':' .. name, item)
  return value
end

local line_of, attempts, reasons = taken('keys', 'HGETALL'), taken('attempts', 'HGETALL'), taken('reasons', 'HGETALL')
local ready, dead = taken('ready', 'ZRANGE', 0, -1, 'WITHSCORES'), taken('dead', 'ZRANGE', 0, -1, 'WITHSCORES')
local token = math.max(redis.call('GET', old .. ':token') or 0, redis.call('GET', p .. ':token') or 0)
for _, name in ipairs({'leased', 'tokens', 'due', 'at', 'waiting', 'token'}) do
  redis.call('DEL', old .. ':' .. name)
end

local function renamed(item)
  local kind = string.match(item, '^[^:]+')
  return kinds[kind] and kinds[kind] .. string.sub(item, #kind + 1) or item
end

local function store(item, line)
  local fields = {'lane', lane, 'line', line, 'attempts', attempts[item] or 0}
  local function add(name, value)
    if value then fields[#fields + 1], fields[#fields + 2] = name, value end
  end
  local raw, sender = taken_field('raw', item), taken_field('from', item)
  add('raw', raw)
  add('reason', reasons[item])
  if sender and sender ~= line and not dead[item] then
    add('sender', sender)
    redis.call('HSET', p .. ':moved', sender, line)
    redis.call('HINCRBY', p .. ':moved', '#' .. sender, 1)
  end
  if raw and not dead[item] then redis.call('INCR', p .. ':backlog') end
  local sent = redis.call('HGETALL', p .. ':sent:' .. item)
  for i = 1, #sent, 2 do add('sent:' .. sent[i], sent[i + 1]) end
  redis.call('DEL', p .. ':sent:' .. item)
  redis.call('HSET', queue_item(p, renamed(item)), unpack(fields))
end

local lines = {}
for item, line in pairs(line_of) do
  if dead[item] then
    store(item, line)
    redis.call('EXPIRE', queue_item(p, renamed(item)), QUEUE_DEAD_KEPT_S)
    redis.call('ZADD', p .. ':dead', dead[item], renamed(item))
  else
    lines[line] = true
  end
end
for old_line in pairs(lines) do
  local items = redis.call('LRANGE', old .. ':line:' .. old_line, 0, -1)
  redis.call('DEL', old .. ':line:' .. old_line)
  local line = line_prefix == 'none' and '' or line_prefix .. old_line
  for place, item in ipairs(items) do
    store(item, line)
    if line ~= '' then redis.call('RPUSH', p .. ':line:' .. line, renamed(item)) end
    if place == 1 or line == '' then
      redis.call('ZADD', p .. ':' .. lane, ready[item] or now, renamed(item))
    end
  end
end
if token > 0 then redis.call('SET', p .. ':token', token) end
