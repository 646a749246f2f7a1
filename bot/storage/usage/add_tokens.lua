-- Counts the tokens of a model call on the person, the chat and the bot, once for each call: a client
-- that lost the answer sends the script again.
--
-- KEYS     the mark that the call was counted, use of the day
-- ARGV     for each field of the day: its name, by how much it grows
local CALL_KEPT_S, KEPT_S = 3600, 2 * 24 * 3600
if not redis.call('SET', KEYS[1], ARGV[2], 'EX', CALL_KEPT_S, 'NX') then return end
for i = 1, #ARGV, 2 do redis.call('HINCRBY', KEYS[2], ARGV[i], ARGV[i + 1]) end
redis.call('EXPIRE', KEYS[2], KEPT_S)
