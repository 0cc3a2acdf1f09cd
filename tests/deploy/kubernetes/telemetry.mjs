// Holds the configuration on standard input against what OpenTelemetry's collector reads: components that its core image has, members that
// they have, pipelines made of what is configured, and nothing configured that no pipeline has. Prints each mistake, and ends with 1 then.
import { readFileSync } from "node:fs";
import { load } from "js-yaml";

const text = "", number = 0, list = [];
const pipeline = { receivers: list, processors: list, exporters: list };
const known = {
  receivers: { otlp: { protocols: { grpc: { endpoint: text }, http: { endpoint: text } } } },
  processors: { memory_limiter: { check_interval: text, limit_mib: number, spike_limit_mib: number } },
  exporters: { debug: { verbosity: text }, otlp: { endpoint: text }, otlphttp: { endpoint: text } },
  service: { pipelines: { metrics: pipeline, traces: pipeline, logs: pipeline } },
};
const configuration = load(readFileSync(0, "utf8"));
const pipelines = Object.entries(configuration.service?.pipelines ?? {});
const mistakes = [...unknown(configuration, known, ""), ...pipelines.flatMap(missing), ...unused()];

mistakes.forEach((mistake) => console.log(mistake));
process.exit(mistakes.length === 0 && pipelines.length > 0 ? 0 : 1);

function unknown(value, model, path) {
  if (model === undefined) return [`${path} is unknown`];
  if (typeof model !== "object" || Array.isArray(model)) {
    return typeof value === typeof model && Array.isArray(value) === Array.isArray(model) ? [] : [`${path} is of the wrong kind`];
  }
  return Object.entries(value ?? {}).flatMap(([key, member]) => unknown(member, model[key], `${path}/${key}`));
}

function missing([name, parts]) {
  const gaps = ["receivers", "exporters"].filter((kind) => !parts[kind]?.length).map((kind) => `pipeline ${name} has no ${kind}`);
  const strangers = Object.entries(parts).flatMap(([kind, names]) =>
    [names]
      .flat()
      .filter((part) => !(part in (configuration[kind] ?? {})))
      .map((part) => `pipeline ${name}: ${kind}/${part} is not configured`),
  );
  return [...gaps, ...strangers];
}

function unused() {
  return Object.keys(pipeline).flatMap((kind) =>
    Object.keys(configuration[kind] ?? {})
      .filter((part) => !pipelines.some(([, parts]) => parts[kind]?.includes(part)))
      .map((part) => `${kind}/${part} is in no pipeline`),
  );
}
