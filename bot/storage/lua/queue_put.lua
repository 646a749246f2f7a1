-- KEYS: p:ready   ARGV: p, key, item, delay_ms
return queue_put(ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4]))
