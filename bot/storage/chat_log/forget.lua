-- Deletes what one person wrote.
--
-- ARGV  the person
for _, entry in ipairs(redis.call('XRANGE', KEYS[1], '-', '+')) do
  if field(entry, 'sender') == ARGV[1] then delete(entry) end
end
