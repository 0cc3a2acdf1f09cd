// What tests/bench.sh holds Bridge's receiver against: the same duty as one writes it with Express and amqplib. It has less to do, for it translates nothing.
import { createHmac, timingSafeEqual } from "node:crypto";
import amqp from "amqplib";
import express from "express";

const { BROKER_URL, META_APP_SECRET, PORT } = process.env;
const queue = "express.webhooks";

const connection = await amqp.connect(BROKER_URL);
const channel = await connection.createConfirmChannel();
await channel.assertQueue(queue, { durable: true, arguments: { "x-queue-type": "quorum" } });

const publish = (content) =>
  new Promise((confirmed, failed) =>
    channel.sendToQueue(queue, content, { persistent: true, contentType: "application/json" }, (error) => (error ? failed(error) : confirmed())));

function isSigned(body, signature = "") {
  const expected = Buffer.from(`sha256=${createHmac("sha256", META_APP_SECRET).update(body).digest("hex")}`);
  const given = Buffer.from(signature);
  return given.length === expected.length && timingSafeEqual(given, expected);
}

const app = express();
app.disable("x-powered-by");

app.get("/healthz/ready", (request, response) => response.sendStatus(200));

app.post("/webhook/meta", express.raw({ type: "application/json", limit: "4mb" }), async (request, response) => {
  if (!isSigned(request.body, request.get("X-Hub-Signature-256"))) return response.sendStatus(401);
  const webhook = JSON.parse(request.body);
  if (webhook.object !== "whatsapp_business_account") return response.sendStatus(404);
  await publish(request.body);
  response.sendStatus(200);
});

app.listen(PORT, "127.0.0.1");
