-- Decides what the update of one part has to do: wait, lead its group, follow, or be handled alone.
--
-- KEYS[1]  the group (add.lua)
-- ARGV     update, ms without a further part until the group is complete
-- Returns  {role, ms to wait, raw updates of the group in their order}
local update = ARGV[1]
local group = redis.call('HMGET', KEYS[1], 'part:' .. update, 'at', 'lead', 'members')
local part, at, lead, members = group[1], group[2], group[3], group[4]
if not part then return {'single', 0, {}} end
if lead and not string.find(',' .. members .. ',', ',' .. update .. ',', 1, true) then
  return {'single', 0, {}}
end
if lead and lead ~= update then return {'follow', 0, {}} end
if not lead then
  local time = redis.call('TIME')
  local now = time[1] * 1000 + math.floor(time[2] / 1000)
  local wait_ms = at + ARGV[2] - now
  if wait_ms > 0 then return {'wait', wait_ms, {}} end
  local updates = {}
  for _, name in ipairs(redis.call('HKEYS', KEYS[1])) do
    updates[#updates + 1] = tonumber(string.match(name, '^part:(%d+)$'))
  end
  table.sort(updates)
  for i, number in ipairs(updates) do updates[i] = string.format('%.0f', number) end
  members = table.concat(updates, ',')
  redis.call('HSET', KEYS[1], 'lead', update, 'members', members)
end
local raws = {}
for number in string.gmatch(members, '%d+') do
  raws[#raws + 1] = redis.call('HGET', KEYS[1], 'part:' .. number)
end
return {'lead', 0, raws}
