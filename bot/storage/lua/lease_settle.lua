-- KEYS: the lease   ARGV: token, lease_ms (0: give it back)
-- 1 where the token still holds it, 0 where it ran out or somebody else has it.
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
if ARGV[2] == '0' then return redis.call('DEL', KEYS[1]) end
return redis.call('PEXPIRE', KEYS[1], ARGV[2])
