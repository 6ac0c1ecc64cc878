"""What is done at a Redis server in one step: each script is whole or has not begun.

KEYS[1] is the prefix of all keys: ``turn`` holds the token of who may change, ``queue`` the tokens
of those who wait in the order in which they came, ``waiting:TOKEN`` lives while that one asks,
``wake:TOKEN`` gets an entry when it is its turn, ``done:TOKEN`` says that a change was written.
"""

PASS_ON = """
local prefix, token = KEYS[1], ARGV[1]
local lease = tonumber(ARGV[2])
local turn, queue = prefix .. 'turn', prefix .. 'queue'
local function pass_on()
  while true do
    local first = redis.call('ZPOPMIN', queue)[1]
    if not first then return end
    if redis.call('DEL', prefix .. 'waiting:' .. first) == 1 then
      redis.call('SET', turn, first, 'PX', lease)
      redis.call('RPUSH', prefix .. 'wake:' .. first, 1)
      redis.call('PEXPIRE', prefix .. 'wake:' .. first, lease)
      return
    end
  end
end
"""

TAKE = (
    PASS_ON
    + """
if redis.call('GET', turn) == token then return 1 end
if redis.call('EXISTS', turn) == 0 and redis.call('ZCARD', queue) == 0 then
  redis.call('SET', turn, token, 'PX', lease)
  return 1
end
redis.call('SET', prefix .. 'waiting:' .. token, 1, 'PX', ARGV[3])
if not redis.call('ZSCORE', queue, token) then
  redis.call('ZADD', queue, redis.call('INCR', prefix .. 'arrivals'), token)
end
if redis.call('EXISTS', turn) == 0 then pass_on() end
return redis.call('GET', turn) == token and 1 or 0
"""
)
"""1 when it is the token's turn, for ARGV[2] ms; 0 when it waits, to ask again within ARGV[3]."""

LEAVE = (
    PASS_ON
    + """
redis.call('ZREM', queue, token)
redis.call('DEL', prefix .. 'waiting:' .. token, prefix .. 'wake:' .. token)
if redis.call('GET', turn) == token then
  redis.call('DEL', turn)
  pass_on()
end
"""
)
"""Gives the turn back, or stops waiting for it."""

COMMIT = (
    PASS_ON
    + """
local done = prefix .. 'done:' .. token
if redis.call('GET', turn) ~= token then return redis.call('EXISTS', done) end
local blob, at = ARGV[3], 1
local function take()
  local text
  text, at = struct.unpack('>I4c0', blob, at)
  return text
end
local sheets = {}
while at <= #blob do
  local sheet = {name = take(), cleared = take() == '1', rows = {}}
  local rows = sheet.rows
  for each = 1, tonumber(take()) do rows[each] = {take(), take(), take()} end
  sheet.hash, sheet.order = prefix .. 'table:' .. sheet.name, prefix .. 'order:' .. sheet.name
  redis.call('HLEN', sheet.hash)  -- a key of another kind fails here, before anything is written
  redis.call('ZCARD', sheet.order)
  sheet.edition = prefix .. 'edition:' .. sheet.name
  sheet.touched = prefix .. 'touched:' .. sheet.name
  redis.call('HLEN', sheet.edition)
  redis.call('LLEN', sheet.touched)
  sheets[#sheets + 1] = sheet
end
redis.call('SCARD', prefix .. 'names')
redis.call('SET', done, 1, 'PX', 60000)
for _, sheet in ipairs(sheets) do
  local count = #sheet.rows
  if sheet.cleared then
    redis.call('DEL', sheet.hash, sheet.order, sheet.touched)
    count = count + 1
  end
  redis.call('HINCRBY', sheet.edition, 'number', count)
  redis.call('HSET', sheet.edition, 'token', token)
  for _, row in ipairs(sheet.rows) do
    local what, key, value = row[1], row[2], row[3]
    if what ~= 'put' then
      redis.call('HDEL', sheet.hash, key)
      redis.call('ZREM', sheet.order, key)
    end
    if what ~= 'remove' and redis.call('HSET', sheet.hash, key, value) == 1 then
      redis.call('ZADD', sheet.order, redis.call('INCR', prefix .. 'positions'), key)
    end
    redis.call('RPUSH', sheet.touched, token .. key)
  end
  redis.call('LTRIM', sheet.touched, -tonumber(ARGV[4]), -1)
  if redis.call('HLEN', sheet.hash) == 0 then
    redis.call('SREM', prefix .. 'names', sheet.name)
    redis.call('DEL', sheet.edition, sheet.touched)
  else
    redis.call('SADD', prefix .. 'names', sheet.name)
  end
end
redis.call('DEL', turn)
pass_on()
return 1
"""
)
"""Writes a change and gives the turn back; 0 when the turn was lost, and nothing is written.

ARGV[3] has each text after its length in four bytes: for each table its name, 1 where it is cleared
and how many rows follow, for each row ``put``, ``move`` or ``remove``, key and value.
An edition of a table is how often its rows were touched, and the token of the change that did so
last; ``touched`` has the last ARGV[4] keys, each after the token of its change. A table without
rows has neither, so that nothing is left of those of a session that is over.
"""

PAGE = """
local keys = redis.call('ZRANGE', KEYS[1] .. 'order:' .. ARGV[1], ARGV[2], ARGV[3])
local values = {}
for from = 1, #keys, 5000 do
  local upto = math.min(from + 4999, #keys)
  local some = redis.call('HMGET', KEYS[1] .. 'table:' .. ARGV[1], unpack(keys, from, upto))
  for each = 1, #some do values[from + each - 1] = some[each] end
end
return {keys, values}
"""
"""Keys and values of a table from rank ARGV[2] to ARGV[3]."""

NEWS = """
local name, number, token = ARGV[1], tonumber(ARGV[2]), ARGV[3]
local edition = redis.call('HMGET', KEYS[1] .. 'edition:' .. name, 'number', 'token')
local last, by = tonumber(edition[1] or 0), edition[2] or ''
if last == number and by == token then return {last, by} end
local hash, order = KEYS[1] .. 'table:' .. name, KEYS[1] .. 'order:' .. name
local touched = KEYS[1] .. 'touched:' .. name
local at = number - (last - redis.call('LLEN', touched)) - 1
local known = at >= 0 and redis.call('LINDEX', touched, at)
if not known or string.sub(known, 1, #token) ~= token then return {last, by} end
local seen, rows = {}, {}
for _, entry in ipairs(redis.call('LRANGE', touched, at + 1, -1)) do
  local key = string.sub(entry, #token + 1)
  if not seen[key] then
    seen[key] = true
    rows[#rows + 1] = {key, redis.call('HGET', hash, key), redis.call('ZSCORE', order, key)}
  end
end
return {last, by, rows}
"""
"""What became of a table since the edition ARGV[2], ARGV[3]: the present one, and the rows that
were touched with their places; one that is gone has neither value nor place. No rows are told where
it is the present one, nor where it is not known what was touched since: a script over all rows of a
long table would keep everybody waiting."""

APPEND = """
local log, limit = KEYS[1] .. 'log:' .. ARGV[1], tonumber(ARGV[3])
redis.call('LLEN', log)
local number = redis.call('INCR', KEYS[1] .. 'last:' .. ARGV[1])
redis.call('RPUSH', log, ARGV[2])
if limit > 0 then redis.call('LTRIM', log, -limit, -1) else redis.call('DEL', log) end
return number
"""

ENTRIES = """
local log = KEYS[1] .. 'log:' .. ARGV[1]
local last = tonumber(redis.call('GET', KEYS[1] .. 'last:' .. ARGV[1]) or 0)
local skipped = math.max(tonumber(ARGV[2]) - (last - redis.call('LLEN', log)), 0)
local entries = redis.call('LRANGE', log, skipped, -1)
return {last - #entries + 1, entries}
"""
"""The number of the first entry after ARGV[2], and the entries from there."""
