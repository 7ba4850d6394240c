-- The quota of one model, shared by all instances. Each step runs this one script and is therefore atomic; the only clock is
-- that of Redis.
-- Times in microseconds of the epoch, amounts in requests and input tokens.
--
-- KEYS state  hash: limits learned, pause, long stop, distance to the last call
--      log    sorted set: each call of the last minute by the time it counts from; f:… is the use of others
--      use    hash: the amounts of each call, "requests tokens admittedAt"; _r and _t are the sums; a:CALL when it was answered
--      line   sorted set: instances with waiting calls, by their highest priority, within one first come, first served
--      turns  hash: the turn of an instance, "due tokens askBy"
--      gone   sorted set: calls that left the log a moment ago, "call answeredAt tokens"
--      day    hash: requests of the day in Los Angeles, of each instance and _total; of the models (budget)
--             and (budget)TASK, which are none, the money: i:… is "usd assumed calls" of an instance, e:… the same from before
--             its start, r:… "least most until" of a call under way, n:… how many more calls that is for, which end together;
--             _i, _e and _r are the sums of these, and the most of e:…
-- ARGV verb, margin, instance, then what the verb takes
local stateKey, logKey, useKey, lineKey, turnsKey, goneKey, dayKey = unpack(KEYS)
local verb, margin, instance = ARGV[1], tonumber(ARGV[2]), ARGV[3]

local MINUTE = 60000000
local WEEK = 7 * 24 * 60 * MINUTE
local HUNDREDTH = MINUTE / 100
-- By how much the window is widened for calls that reach the server late, and how late they may be on a busy machine.
local LATECOMER = 2000000
local LATEST = 6000000
local NO_DOUBT = 30000000
local PARTS = 60
-- As in Suspension: answers that show a pause was long enough; how long others are remembered; the least pause.
local SOUND_ANSWERS = 4
local OTHERS_REMEMBERED = 300000000
local LEAST_PAUSE = 100000
local LONG_DELAY = 10000000
local MOST_DOUBLINGS = 9
local NONE = math.huge
-- A waiting instance asks again after ten seconds at most; one that has died delays the others no longer than that.
local LONGEST_SLEEP = 10000000
local TURN_LOST = 2000000
-- Limits the work of one call; beyond it a time is a lower bound, and the instance asks again.
local MOST_STEPS = 1000
local MOST_SAMPLES = 16
local CHUNK = 20
-- Apart in the scores of the line: further than any time.
local RANK = 4000000000000000
-- As in FairTurns: so many permits of higher priorities pass one that waits.
local MOST_PASSED = 9
local LOWEST = 2
local LOOK = 1000000
-- A process that goes on renews what it has set aside each three minutes.
local MONEY_LOST = 600000000
local MONEY_LOOK = 60000000

local clock = redis.call('TIME')
local now = tonumber(clock[1]) * 1000000 + tonumber(clock[2])

local state = {}
local flat = redis.call('HGETALL', stateKey)
for i = 1, #flat, 2 do
  state[flat[i]] = flat[i + 1]
end

local function number(name, otherwise)
  return tonumber(state[name]) or otherwise
end

local function put(name, value)
  state[name] = value
  redis.call('HSET', stateKey, name, value)
end

local span = MINUTE + margin + number('late', 0)

local function sum(name)
  return tonumber(redis.call('HGET', useKey, name)) or 0
end

local function use(text)
  local requests, tokens, admitted = string.match(text, '^(%S+) (%S+) (%S+)$')
  return tonumber(requests), tonumber(tokens), tonumber(admitted)
end

local function text(requests, tokens, admitted)
  return string.format('%.0f %.0f %.0f', requests, tokens, admitted)
end

local function record(id, at, requests, tokens, admitted)
  redis.call('ZADD', logKey, at, id)
  redis.call('HSET', useKey, id, text(requests, tokens, admitted))
  redis.call('HINCRBY', useKey, '_r', requests)
  redis.call('HINCRBY', useKey, '_t', tokens)
end

-- Takes an entry out; its requests, tokens, and the times it was admitted and answered (0: not yet), or nothing.
local function remove(id)
  local known = redis.call('HGET', useKey, id)
  if not known then
    return nil
  end
  local requests, tokens, admitted = use(known)
  local answered = tonumber(redis.call('HGET', useKey, 'a:' .. id)) or 0
  redis.call('ZREM', logKey, id)
  redis.call('HDEL', useKey, id, 'a:' .. id)
  -- Not the negation: that of 0 is -0, which Redis does not accept.
  redis.call('HINCRBY', useKey, '_r', 0 - requests)
  redis.call('HINCRBY', useKey, '_t', 0 - tokens)
  return requests, tokens, admitted, answered
end

local function count(amount)
  redis.call('HINCRBY', dayKey, instance, amount)
  redis.call('HINCRBY', dayKey, '_total', amount)
end

local function roll()
  local old
  repeat
    old = redis.call('ZRANGEBYSCORE', logKey, '-inf', now - span, 'WITHSCORES', 'LIMIT', 0, 200)
    for i = 1, #old, 2 do
      local requests, tokens, _, answered = remove(old[i])
      if not requests then
        redis.call('ZREM', logKey, old[i])
      elseif string.sub(old[i], 1, 2) ~= 'f:' then
        redis.call('ZADD', goneKey, old[i + 1], old[i] .. ' ' .. string.format('%.0f %.0f', answered, tokens))
      end
    end
  until #old < 400
  redis.call('ZREMRANGEBYSCORE', goneKey, '-inf', now - MINUTE - margin - LATEST)
end

-- The lower of the limit set, 0 for none, and the one learned, which holds for a week.
local function limit(kind, set)
  local least = set > 0 and set or NONE
  local learned = number(kind, 0)
  if learned > 0 and now - number(kind .. 'At', 0) < WEEK then
    least = math.min(least, learned)
  end
  return least
end

local function learn(kind, value, at)
  if value > 0 and at >= number(kind .. 'At', 0) then
    put(kind, value)
    put(kind .. 'At', at)
  end
end

local function learnedLimits()
  return {number('rpm', 0), number('rpmAt', 0), number('tpm', 0), number('tpmAt', 0), number('rpd', 0), number('rpdAt', 0)}
end

-- Code, Redis's time, what was learned, what is used, and more.
local function reply(code, more)
  local answer = {code, now}
  for _, value in ipairs(learnedLimits()) do
    answer[#answer + 1] = value
  end
  answer[#answer + 1] = sum('_r')
  answer[#answer + 1] = sum('_t')
  for _, value in ipairs(more) do
    answer[#answer + 1] = value
  end
  return answer
end

-- The times of the next calls, one after the other, if no other calls arrive.
local function schedule(from, rpm, tpm)
  local self = {
    time = from, slot = number('slot', 0), requests = sum('_r'), tokens = sum('_t'),
    chunk = {}, at = 1, fetched = 0, ended = false, blind = false, placed = {}, first = 1
  }

  local function oldest()
    if self.at > #self.chunk and not self.ended then
      if self.fetched >= MOST_STEPS then
        self.blind = true
        return nil
      end
      self.chunk, self.at = {}, 1
      local found = redis.call('ZRANGE', logKey, self.fetched, self.fetched + CHUNK - 1, 'WITHSCORES')
      local ids = {}
      for i = 1, #found, 2 do
        ids[#ids + 1] = found[i]
      end
      local uses = #ids > 0 and redis.call('HMGET', useKey, unpack(ids)) or {}
      for i = 1, #ids do
        local requests, tokens = use(uses[i] or '0 0 0')
        self.chunk[i] = {leaves = tonumber(found[2 * i]) + span, requests = requests, tokens = tokens}
      end
      self.fetched = self.fetched + #self.chunk
      self.ended = #self.chunk == 0
    end
    if self.ended then
      return self.placed[self.first]
    end
    return self.chunk[self.at]
  end

  local function release(entry)
    self.requests = self.requests - entry.requests
    self.tokens = self.tokens - entry.tokens
    if self.ended then
      self.first = self.first + 1
    else
      self.at = self.at + 1
    end
  end

  -- A call larger than the whole limit fits when nothing else counts: otherwise it never would.
  local function fits(tokens)
    return self.requests < rpm and (self.tokens <= 0 or tokens <= tpm - self.tokens)
  end

  function self.spacing(tokens)
    local apart = rpm == NONE and 0 or HUNDREDTH / rpm
    if tpm ~= NONE then
      apart = math.max(apart, HUNDREDTH * math.min(tokens, tpm) / tpm)
    end
    return math.floor(apart)
  end

  function self.place(tokens, isSpaced)
    if isSpaced then
      self.time = math.max(self.time, self.slot)
    end
    while true do
      local entry = oldest()
      if self.blind then
        return self.time
      end
      if entry and entry.leaves <= self.time then
        release(entry)
      elseif not entry or fits(tokens) then
        break
      else
        self.time = math.max(self.time, entry.leaves)
        release(entry)
      end
    end
    self.placed[#self.placed + 1] = {leaves = self.time + span, requests = 1, tokens = tokens}
    self.requests = self.requests + 1
    self.tokens = self.tokens + tokens
    if isSpaced then
      self.slot = self.time + self.spacing(tokens)
    end
    return self.time
  end

  -- When the next call would go.
  local function peek(tokens, isSpaced)
    local kept = {}
    for _, name in ipairs({'time', 'slot', 'requests', 'tokens', 'chunk', 'at', 'fetched', 'ended', 'blind', 'first'}) do
      kept[name] = self[name]
    end
    local length = #self.placed
    local time = self.place(tokens, isSpaced)
    self.placed[length + 1] = nil
    for name, value in pairs(kept) do
      self[name] = value
    end
    return time
  end

  -- Places, in the order of their turns, those that come before the next call would go. A later turn was given
  -- when less capacity was expected: no call waits for it.
  function self.placeTurns(turns, tokens, isSpaced)
    table.sort(turns, function(one, other)
      return one.due < other.due
    end)
    for _, turn in ipairs(turns) do
      if turn.due > peek(tokens, isSpaced) then
        return
      end
      self.time = math.max(self.time, turn.due)
      self.place(turn.tokens, isSpaced)
    end
  end

  return self
end

-- The turns of the others in front of this instance, its own and those behind; without a place in the line of its priority it
-- stands behind all of that priority and in front of the lower ones.
local function standing(rank)
  local turns = {}
  local all = redis.call('HGETALL', turnsKey)
  for i = 1, #all, 2 do
    local due, tokens, askBy = use(all[i + 1])
    turns[all[i]] = {due = due, tokens = tokens, askBy = askBy}
  end
  local line, waits = {}, {}
  local scored = redis.call('ZRANGE', lineKey, 0, -1, 'WITHSCORES')
  for i = 1, #scored, 2 do
    local other = scored[i]
    local turn = turns[other]
    if other ~= instance and (not turn or turn.askBy < now) then
      redis.call('ZREM', lineKey, other)
      redis.call('HDEL', turnsKey, other)
    else
      local its = math.floor(tonumber(scored[i + 1]) / RANK)
      line[#line + 1] = {name = other, turn = turn, rank = its}
      waits[its] = waits[its] or #line
    end
  end
  for other = LOWEST, 1, -1 do
    if waits[other] and number('passed' .. other, 0) >= MOST_PASSED then
      table.insert(line, 1, table.remove(line, waits[other]))
      line[1].isOverdue = true
      break
    end
  end
  local hasPlace = false
  for _, place in ipairs(line) do
    hasPlace = hasPlace or place.name == instance and place.rank == rank
  end
  local ahead, behind, mine = {}, {}, nil
  for _, place in ipairs(line) do
    if place.name == instance then
      mine = hasPlace and place or nil
    elseif mine or not hasPlace and place.rank > rank and not place.isOverdue then
      behind[#behind + 1] = place.turn
    else
      ahead[#ahead + 1] = place.turn
    end
  end
  return ahead, behind, mine and mine.turn, waits
end

-- A permit has gone to a priority: those that still wait below it were passed over.
local function served(rank, waits)
  for other = 1, LOWEST do
    local passed = number('passed' .. other, 0)
    local next = waits[other] and other > rank and passed + 1 or other < rank and passed or 0
    if next ~= passed then
      put('passed' .. other, next)
    end
  end
end

local function takeTurn(due, tokens, rank)
  local score = tonumber(redis.call('ZSCORE', lineKey, instance))
  if not score or math.floor(score / RANK) ~= rank then
    redis.call('ZADD', lineKey, rank * RANK + now, instance)
  end
  redis.call('HSET', turnsKey, instance, text(due, tokens, math.min(due, now + LONGEST_SLEEP) + TURN_LOST))
end

local function loseTurn()
  redis.call('ZREM', lineKey, instance)
  redis.call('HDEL', turnsKey, instance)
end

-- This instance's next calls, from the first on.
local function samples(plan, first, tokens, waiting, rank, waits)
  for other = 0, rank - 1 do
    if waits[other] then
      -- It may be passed over often enough before its time.
      first = math.min(first, now + LOOK)
    end
  end
  local times = {redis.call('ZCARD', lineKey), plan.spacing(tokens), first}
  for _ = 2, math.min(waiting, MOST_SAMPLES) do
    times[#times + 1] = plan.place(tokens, true)
  end
  return times
end

local function admit(id, tokens, setRpm, setTpm, setRpd, waiting, rank, nextRank)
  roll()
  local rpm, tpm, rpd = limit('rpm', setRpm), limit('tpm', setTpm), limit('rpd', setRpd)
  if redis.call('HEXISTS', useKey, id) == 1 then
    -- Its answer was lost.
    return reply(0, {})
  end
  if number('shut', 0) > now then
    loseTurn()
    return reply(2, {number('shut', 0) - now, state.shutKind, state.shutWords})
  end
  if (tonumber(redis.call('HGET', dayKey, '_total')) or 0) >= rpd then
    loseTurn()
    return reply(3, {rpd})
  end
  local paused = number('paused', 0)
  local isLimited = rpm ~= NONE or tpm ~= NONE
  if paused <= now and not isLimited then
    record(id, now, 1, tokens, now)
    count(1)
    loseTurn()
    return reply(0, {})
  end
  local ahead, behind, mine, waits = standing(rank)
  -- A time from before a pause is not valid.
  local isDue = mine ~= nil and mine.due <= now and mine.due >= paused
  local plan = schedule(math.max(now, paused), rpm, tpm)
  plan.placeTurns(ahead, tokens, not isDue)
  local at = plan.place(tokens, not isDue)
  if at > now then
    takeTurn(at, tokens, rank)
    return reply(1, samples(plan, at, tokens, waiting, rank, waits))
  end
  record(id, now, 1, tokens, now)
  count(1)
  loseTurn()
  served(rank, waits)
  put('slot', math.max(number('slot', 0), isDue and mine.due or now) + plan.spacing(tokens))
  local following = schedule(now, rpm, tpm)
  for _, other in ipairs(behind) do
    ahead[#ahead + 1] = other
  end
  following.placeTurns(ahead, tokens, true)
  local first = following.place(tokens, true)
  if waiting > 1 then
    takeTurn(first, tokens, nextRank)
  end
  return reply(0, samples(following, first, tokens, waiting - 1, nextRank, waits))
end

local function sumOf(kept)
  local usd, assumed, calls = use(kept or '0 0 0')
  return {usd = usd, assumed = assumed, calls = calls}
end

local function noteSum(name, usd, assumed, calls)
  redis.call('HSET', dayKey, name, text(math.max(0, usd), math.max(0, assumed), math.max(0, calls)))
end

local function kept(name)
  return sumOf(redis.call('HGET', dayKey, name))
end

-- How many calls an entry of money set aside is for.
local function callsOf(id)
  return 1 + (tonumber(redis.call('HGET', dayKey, 'n:' .. id)) or 0)
end

-- Adds up the money of all entries, and forgets calls of processes that are gone. Between two such looks the sums are kept up with
-- each entry: with thousands of calls under way each call would look at all of them.
local function addUp()
  local total, before, reserved = sumOf(nil), sumOf(nil), sumOf(nil)
  local all = redis.call('HGETALL', dayKey)
  for i = 1, #all, 2 do
    local kind = string.sub(all[i], 1, 2)
    if kind == 'r:' then
      local least, most, last = use(all[i + 1])
      local id = string.sub(all[i], 3)
      if last < now then
        redis.call('HDEL', dayKey, all[i], 'n:' .. id)
      else
        reserved = {usd = reserved.usd + least, assumed = reserved.assumed + most, calls = reserved.calls + callsOf(id)}
      end
    elseif kind == 'i:' then
      local one = sumOf(all[i + 1])
      total = {usd = total.usd + one.usd, assumed = total.assumed + one.assumed, calls = total.calls + one.calls}
    elseif kind == 'e:' then
      local one = sumOf(all[i + 1])
      before = one.usd + one.assumed > before.usd + before.assumed and one or before
    end
  end
  noteSum('_i', total.usd, total.assumed, total.calls)
  noteSum('_e', before.usd, before.assumed, before.calls)
  noteSum('_r', reserved.usd, reserved.assumed, reserved.calls)
  redis.call('HSET', dayKey, '_look', string.format('%.0f', now + MONEY_LOOK))
end

local function addUpIfDue()
  if (tonumber(redis.call('HGET', dayKey, '_look')) or 0) <= now then
    addUp()
  end
end

-- The money of all instances; that from before a start counts where it is more than what is known of them all.
local function money()
  local total, before, reserved = kept('_i'), kept('_e'), kept('_r')
  if before.usd + before.assumed > total.usd + total.assumed then
    total = before
  end
  return total, {least = reserved.usd, most = reserved.assumed, calls = reserved.calls}
end

local function noteMoney(kind, usd, assumed, calls)
  local known = kept(kind .. instance)
  if usd + assumed < known.usd + known.assumed then
    return
  end
  redis.call('HSET', dayKey, kind .. instance, text(usd, assumed, calls))
  local all = kept(kind == 'i:' and '_i' or '_e')
  if kind == 'i:' then
    noteSum('_i', all.usd + usd - known.usd, all.assumed + assumed - known.assumed, all.calls + calls - known.calls)
  elseif usd + assumed > all.usd + all.assumed then
    noteSum('_e', usd, assumed, calls)
  end
end

-- Takes back what is set aside for a call, if anything.
local function endMoney(id)
  local known = redis.call('HGET', dayKey, 'r:' .. id)
  if known then
    local least, most = use(known)
    local all = kept('_r')
    noteSum('_r', all.usd - least, all.assumed - most, all.calls - callsOf(id))
    redis.call('HDEL', dayKey, 'r:' .. id, 'n:' .. id)
  end
end

local function setAside(id, least, most, calls)
  endMoney(id)
  local all = kept('_r')
  redis.call('HSET', dayKey, 'r:' .. id, text(least, most, now + MONEY_LOST))
  if calls > 1 then
    redis.call('HSET', dayKey, 'n:' .. id, string.format('%.0f', calls - 1))
  end
  noteSum('_r', all.usd + least, all.assumed + most, all.calls + calls)
end

-- What is set aside for two calls that end together is one entry from now on: rows of a batch job may be a million.
local function joinMoney(id, other)
  local mine, more = redis.call('HGET', dayKey, 'r:' .. id), redis.call('HGET', dayKey, 'r:' .. other)
  if mine and more then
    local least, most = use(mine)
    local moreLeast, moreMost = use(more)
    local calls = callsOf(id) + callsOf(other)
    endMoney(other)
    setAside(id, least + moreLeast, most + moreMost, calls)
  end
end

local function sumReply(room, total, reserved)
  return {room, now, total.usd, total.assumed, total.calls, reserved.calls}
end

-- As in DailyBudget: before the first price is known, a call counts with the most that it may cost.
local function reserveMoney(id, least, most, limit)
  local total, reserved = money()
  if redis.call('HEXISTS', dayKey, 'r:' .. id) == 1 then
    -- Its answer was lost.
    return sumReply(0, total, reserved)
  end
  local spent = total.usd + total.assumed
  local isKnown = total.calls > 0
  local average = isKnown and spent / total.calls or 0
  local committed = spent + (isKnown and math.max(reserved.least, average * reserved.calls) or reserved.most)
  local expected = isKnown and math.max(least, average) or most
  local room = 0
  if committed >= limit or committed > 0 and committed + expected > limit then
    room = not isKnown and reserved.calls > 0 and spent < limit and 2 or 1
  else
    setAside(id, least, most, 1)
  end
  return sumReply(room, total, reserved)
end

-- Whether a refusal is new: its call went after the last new one, or the pause of that one still lasts; and whether it follows
-- that one, because the pause was too short.
local function teaches(admitted)
  local lessonAt = number('lessonAt', 0)
  if admitted > lessonAt then
    local follows = lessonAt > 0 and now - math.max(lessonAt, number('paused', 0)) < MINUTE
        and number('answered', 0) < SOUND_ANSWERS
    put('repetitions', follows and number('repetitions', 0) + 1 or 0)
    put('lessonAt', now)
    put('answered', 0)
    if now - lessonAt >= MINUTE then
      -- The external use of that time has left the window.
      put('rParts', 0)
      put('tParts', 0)
    end
    return true, follows
  end
  return now < number('paused', 0), false
end

-- Whether the refusal may only mean that calls of ours, a minute old, reached the server late. A call that was answered a minute
-- before the refused one was admitted reached it before that. An answer that comes later than a call leaves the log says nothing.
local function isLate(lackedRequests, lackedTokens, pause, admitted)
  if span + pause > MINUTE + margin + LATEST then
    return false
  end
  local requests, tokens = 0, 0
  -- One that left the log later still counted when the refused call was admitted.
  for _, member in ipairs(redis.call('ZRANGEBYSCORE', goneKey, '-inf', admitted - span)) do
    local answered = tonumber(string.match(member, ' (%S+) %S+$')) or 0
    if answered == 0 or answered + MINUTE > admitted then
      requests = requests + 1
      tokens = tokens + tonumber(string.match(member, ' (%S+)$'))
    end
  end
  return lackedRequests <= requests and lackedTokens <= tokens
end

-- Refusals of calls that went before the last widening ask for the same one, not for more.
local function widen(admitted, pause)
  if admitted > number('lateAt', 0) then
    put('lateAt', now)
    put('lateBefore', number('late', 0))
  end
  put('late', math.min(LATECOMER, math.max(number('late', 0), number('lateBefore', 0) + pause)))
end

local function withdraw(kind)
  for i = 0, number(kind .. 'Parts', 0) - 1 do
    remove('f:' .. kind .. ':' .. i)
  end
  put(kind .. 'Parts', 0)
end

-- The use of others, spread from first to a minute from now, because its times are not known.
local function spread(kind, amount, first, last)
  local parts = math.min(amount, PARTS)
  for i = 0, parts - 1 do
    local part = math.floor(amount * (i + 1) / parts) - math.floor(amount * i / parts)
    local ends = parts == 1 and first or first + math.floor((last - first) * i / (parts - 1))
    local noted = number(kind .. 'Parts', 0)
    local id = 'f:' .. kind .. ':' .. noted
    remove(id)
    record(id, ends - span, kind == 'r' and part or 0, kind == 't' and part or 0, now)
    put(kind .. 'Parts', noted + 1)
  end
end

local function noteForeign(rpm, tpm, tokens, pause)
  local repetitions = number('repetitions', 0)
  local last = now + MINUTE
  local doubted = math.min(NO_DOUBT, pause * 2 ^ math.min(repetitions, 20))
  local first = math.min(now + math.max(pause, doubted), last)
  if rpm > 0 then
    if repetitions > 0 then
      withdraw('r')
    end
    spread('r', rpm - sum('_r'), first, last)
  end
  if tpm > 0 then
    if repetitions > 0 then
      withdraw('t')
    end
    spread('t', tpm + 1 - tokens - sum('_t'), first, last)
  end
end

local function shut(length, kind, words)
  if now + length > number('shut', 0) then
    put('shut', now + length)
    put('shutKind', kind)
    put('shutWords', words)
  end
end

local function refused(id, rpm, tpm, rpd, pause, fallback, shutFor, kind, words)
  roll()
  local requests, tokens, admitted = remove(id)
  if requests then
    count(-1)
  end
  learn('rpm', rpm, now)
  learn('tpm', tpm, now)
  learn('rpd', rpd, now)
  if shutFor > 0 then
    shut(shutFor, kind, words)
  end
  if pause == -2 then
    return
  end
  if pause == -1 then
    local first = redis.call('ZRANGE', logKey, 0, 0, 'WITHSCORES')
    pause = first[2] and tonumber(first[2]) + span - now or fallback
  end
  local isNew, follows = teaches(admitted or 0)
  local length = math.max(pause, LEAST_PAUSE * 2 ^ math.min(number('repetitions', 0), MOST_DOUBLINGS))
  if isNew then
    local lackedRequests = rpm > 0 and rpm - sum('_r') or 0
    local lackedTokens = tpm > 0 and tpm + 1 - (tokens or 0) - sum('_t') or 0
    if isLate(lackedRequests, lackedTokens, pause, admitted or 0) then
      widen(admitted or 0, pause)
    else
      if follows then
        put('othersAt', now)
      end
      if length >= LONG_DELAY or now - number('othersAt', -OTHERS_REMEMBERED) < OTHERS_REMEMBERED then
        -- A short delay that the server names is believed until it has proved too short.
        noteForeign(rpm, tpm, tokens or 0, length)
      end
    end
  end
  put('paused', math.max(number('paused', 0), now + length))
end

-- Calls of an instance that Redis does not have, because it was out of reach or lost its data.
local function restore(dayCount)
  roll()
  local missing = dayCount - (tonumber(redis.call('HGET', dayKey, instance)) or 0)
  if missing > 0 then
    count(missing)
  end
  for i = 5, #ARGV, 3 do
    local at = now - tonumber(ARGV[i + 1])
    if at + span > now and redis.call('HEXISTS', useKey, ARGV[i]) == 0 then
      record(ARGV[i], at, 1, tonumber(ARGV[i + 2]), at)
    end
  end
end

local result = {0, now}
local n = {}
for i = 4, #ARGV do
  n[i] = tonumber(ARGV[i])
end
if verb == 'admit' then
  result = admit(ARGV[4], n[5], n[6], n[7], n[8], n[9], n[10], n[11])
elseif verb == 'departed' then
  redis.call('ZADD', logKey, 'XX', 'GT', now + n[5], ARGV[4])
elseif verb == 'settle' then
  local known = redis.call('HGET', useKey, ARGV[4])
  if known then
    local requests, tokens, admitted = use(known)
    redis.call('HSET', useKey, ARGV[4], text(requests, n[5], admitted), 'a:' .. ARGV[4], now)
    redis.call('HINCRBY', useKey, '_t', n[5] - tokens)
    -- It reached the server before it was answered, however late a call of a new process may be.
    redis.call('ZADD', logKey, 'XX', 'LT', now, ARGV[4])
    if admitted >= number('paused', 0) and number('answered', 0) < SOUND_ANSWERS then
      put('answered', number('answered', 0) + 1)
    end
  end
elseif verb == 'give-back' then
  if remove(ARGV[4]) then
    count(-1)
  end
elseif verb == 'refused' then
  refused(ARGV[4], n[5], n[6], n[7], n[8], n[9], n[10], ARGV[11], ARGV[12])
elseif verb == 'shut' then
  shut(n[4], ARGV[5], ARGV[6])
elseif verb == 'reopen' then
  redis.call('HDEL', stateKey, 'paused', 'shut', 'shutKind', 'shutWords', 'rpd', 'rpdAt')
elseif verb == 'learn' then
  learn('rpm', n[4], n[5])
  learn('tpm', n[6], n[7])
  learn('rpd', n[8], n[9])
elseif verb == 'reserve-money' then
  addUpIfDue()
  noteMoney('i:', n[8], n[9], n[10])
  noteMoney('e:', n[11], n[12], n[13])
  result = reserveMoney(ARGV[4], n[5], n[6], n[7])
elseif verb == 'money' then
  addUpIfDue()
  noteMoney('i:', n[4], n[5], n[6])
  noteMoney('e:', n[7], n[8], n[9])
  result = sumReply(0, money())
elseif verb == 'renew-money' then
  addUpIfDue()
  setAside(ARGV[4], n[5], n[6], n[7] or 1)
elseif verb == 'join-money' then
  joinMoney(ARGV[4], ARGV[5])
elseif verb == 'end-money' then
  addUpIfDue()
  endMoney(ARGV[4])
  noteMoney('i:', n[5], n[6], n[7])
elseif verb == 'restore' then
  restore(n[4])
end
redis.call('PEXPIRE', stateKey, 8 * 24 * 60 * 60 * 1000)
redis.call('PEXPIRE', dayKey, 49 * 60 * 60 * 1000)
for _, key in ipairs({logKey, useKey, lineKey, turnsKey, goneKey}) do
  redis.call('PEXPIRE', key, 180 * 1000)
end
return result
