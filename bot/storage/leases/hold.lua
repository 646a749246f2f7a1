-- Takes or keeps a lease, or gives it back.
--
-- KEYS[1]  the lease
-- ARGV     token, lease_ms (0: give it back)
-- Returns  1 where the token holds it (or held it, when it is given back), 0 where another one does
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then return 0 end
if ARGV[2] == '0' then return redis.call('DEL', KEYS[1]) end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
