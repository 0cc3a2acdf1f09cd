-- wrk -s webhooks.lua URL -- FILE THREADS: every thread posts its share of FILE's bodies in turn, so that no body is sent twice before all were.
local threads = 0

function setup(thread)
  thread:set("share", threads)
  threads = threads + 1
end

function init(args)
  requests, at = {}, 0
  local line_number, of = 0, tonumber(args[2])
  for line in io.lines(args[1]) do
    if line_number % of == share then
      local headers = { ["Content-Type"] = "application/json", ["X-Hub-Signature-256"] = line:sub(1, 71) }
      requests[#requests + 1] = wrk.format("POST", nil, headers, line:sub(73))
    end
    line_number = line_number + 1
  end
end

function request()
  at = at % #requests + 1
  return requests[at]
end

-- One line of words for the shell: answers, answers per second, p50 and p99 in ms, answers that were an error, requests without an answer.
function done(summary, latency)
  local errors = summary.errors
  io.write(string.format("RESULT %d %.0f %.2f %.2f %d %d\n",
    summary.requests, summary.requests / (summary.duration / 1e6), latency:percentile(50) / 1000, latency:percentile(99) / 1000,
    errors.status, errors.connect + errors.read + errors.write + errors.timeout))
end
