-- KEYS: p:ready   ARGV: p, lease_ms, max_attempts, how many
local leases = {}
for i = 1, tonumber(ARGV[4]) do
  local lease = queue_claim(ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]))
  if not lease then break end
  leases[i] = lease
end
return leases
