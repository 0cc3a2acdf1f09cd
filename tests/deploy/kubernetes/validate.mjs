// Holds the objects on standard input, as kubectl kustomize renders them, against Kubernetes' schemas and those of KEDA and the Prometheus
// operator. Prints a line for each object that does not fit, and ends with 1 then; with 0 it prints how many it saw.
import { readFileSync } from "node:fs";
import { loadAll } from "js-yaml";

const packages = ["kubernetes-models", "@kubernetes-models/keda", "@kubernetes-models/prometheus-operator"];
const objects = loadAll(readFileSync(0, "utf8")).filter(Boolean);
let wrong = objects.length === 0 ? 1 : 0;

for (const object of objects) {
  joinLines(object);
  for (const problem of await problemsOf(object)) {
    wrong++;
    console.log(`${object.apiVersion} ${object.kind} ${object.metadata?.name}: ${problem}`);
  }
}
if (!wrong) console.log(`${objects.length} objects`);
process.exit(wrong ? 1 : 0);

// Kustomize breaks what is long in a secret into lines, which Kubernetes reads and the schema does not.
function joinLines({ kind, data }) {
  if (kind === "Secret") for (const key of Object.keys(data)) data[key] = data[key].replaceAll("\n", "");
}

async function problemsOf(object) {
  const model = await find(object);
  if (!model) return ["there is no schema for this kind"];
  const read = new Set();
  const instance = new model(object);
  for (const key of Object.keys(instance)) instance[key] = watched(instance[key], `/${key}`, read);
  try {
    instance.validate();
  } catch (failure) {
    return [failure.message];
  }
  return Object.keys(object)
    .flatMap((key) => unread(object[key], `/${key}`, read))
    .map((path) => `${path} is unknown`);
}

async function find({ apiVersion, kind }) {
  for (const name of packages) {
    try {
      return (await import(`${name}/${apiVersion}/${kind}`))[kind];
    } catch (failure) {
      if (failure.code !== "ERR_MODULE_NOT_FOUND" && failure.code !== "ERR_PACKAGE_PATH_NOT_EXPORTED") throw failure;
    }
  }
}

// The schemas let unknown members pass, as an old server would, and so misspelt ones. But they read every member that they know.
function watched(value, path, read) {
  if (value === null || typeof value !== "object") return value;
  return new Proxy(value, {
    get(target, key) {
      if (typeof key === "symbol") return target[key];
      read.add(`${path}/${key}`);
      return watched(target[key], `${path}/${key}`, read);
    },
  });
}

function unread(value, path, read) {
  if (value === null || typeof value !== "object") return [];
  return Object.keys(value).flatMap((key) => (read.has(`${path}/${key}`) ? unread(value[key], `${path}/${key}`, read) : [`${path}/${key}`]));
}
