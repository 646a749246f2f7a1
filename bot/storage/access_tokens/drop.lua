-- Deletes an access token, unless it was replaced meanwhile.
--
-- KEYS[1]  the token
-- ARGV     its value
-- Returns  how many keys were deleted
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0
