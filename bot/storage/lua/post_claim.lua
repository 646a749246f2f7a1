-- KEYS: p:ready   ARGV: p, lease_ms, max_attempts
-- {item, key, token, attempts} or nothing; notices come first and do not heed a pause.
local p, lease_ms, max_attempts = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local lease = queue_claim(p .. ':notices', lease_ms, max_attempts)
if lease or redis.call('EXISTS', p .. ':paused') == 1 then return lease end
return queue_claim(p, lease_ms, max_attempts)
