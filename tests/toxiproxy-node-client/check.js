// npm's toxiproxy-node-client, which was not written here, against the server at the URL given: node check.js http://127.0.0.1:8474
"use strict";

const assert = require("node:assert/strict");
const net = require("node:net");
const { Toxiproxy, Proxy, Toxic, ToxiproxyError } = require("toxiproxy-node-client");

const url = process.argv[2];
const toxiproxy = new Toxiproxy(url);

const failsWith = (status, call) =>
  assert.rejects(call, (error) => {
    assert.ok(error instanceof ToxiproxyError, `not a ToxiproxyError: ${error}`);
    assert.equal(error.message, `Request failed with status code ${status}`);
    return true;
  });

const steps = {
  async version() {
    assert.match(JSON.parse(await toxiproxy.getVersion()).version, /^2\.\d+\.\d+/);
  },

  async create() {
    const proxy = await toxiproxy.createProxy({ name: "web", listen: "127.0.0.1:0", upstream: upstream.endpoint });
    assert.ok(proxy instanceof Proxy);
    assert.match(proxy.listen, /^127\.0\.0\.1:[1-9]\d*$/);
    assert.deepEqual(proxy.toJson(), { name: "web", listen: proxy.listen, upstream: upstream.endpoint, enabled: true });
    assert.equal(await ask(proxy.listen), "hello");
  },

  async get() {
    const proxy = await toxiproxy.get("web");
    assert.equal(proxy.name, "web");
    assert.equal(proxy.enabled, true);
  },

  async list() {
    await toxiproxy.createProxy({ name: "other", listen: "127.0.0.1:0", upstream: upstream.endpoint });
    const proxies = await toxiproxy.getAll();
    assert.deepEqual(Object.keys(proxies).sort(), ["other", "web"]);
    assert.ok(proxies.web instanceof Proxy);
    await proxies.other.remove();
    assert.deepEqual(Object.keys(await toxiproxy.getAll()), ["web"]);
  },

  async "toxics: add with defaults"() {
    const toxic = await (await toxiproxy.get("web")).addToxic({ type: "latency", attributes: { latency: 300 } });
    assert.ok(toxic instanceof Toxic);
    assert.deepEqual(toxic.toJson(), {
      name: "latency_downstream", type: "latency", stream: "downstream", toxicity: 1, attributes: { latency: 300, jitter: 0 },
    });
  },

  async "toxics: every stock type"() {
    const proxy = await toxiproxy.get("web");
    const stock = {
      bandwidth: { rate: 1 }, slow_close: { delay: 2 }, timeout: { timeout: 3 }, reset_peer: { timeout: 4 },
      slicer: { average_size: 5, size_variation: 1, delay: 6 }, limit_data: { bytes: 7 },
    };
    for (const [type, attributes] of Object.entries(stock)) {
      const toxic = await proxy.addToxic({ name: `my ${type}`, type, stream: "upstream", toxicity: 0.5, attributes });
      assert.deepEqual(toxic.toJson(), { name: `my ${type}`, type, stream: "upstream", toxicity: 0.5, attributes });
      await toxic.remove();
    }
  },

  async "toxics: in force"() {
    const proxy = await toxiproxy.get("web");
    const start = process.hrtime.bigint();
    assert.equal(await ask(proxy.listen), "hello");
    const milliseconds = Number(process.hrtime.bigint() - start) / 1e6;
    assert.ok(milliseconds >= 295, `the answer came after ${milliseconds} ms`);
  },

  async "toxics: update"() {
    const proxy = await toxiproxy.get("web");
    const toxic = await proxy.getToxic("latency_downstream");
    const updated = await toxic.update({ attributes: { jitter: 20 } });
    assert.deepEqual(updated.attributes, { latency: 300, jitter: 20 });
    assert.equal((await toxic.update({ toxicity: 0.25, attributes: {} })).toxicity, 0.25);
  },

  async "toxics: refresh"() {
    const toxic = await (await toxiproxy.get("web")).getToxic("latency_downstream");
    assert.deepEqual(toxic.attributes, { latency: 300, jitter: 20 });
    assert.equal(toxic.toxicity, 0.25);
  },

  async "toxics: remove"() {
    const proxy = await toxiproxy.get("web");
    await (await proxy.getToxic("latency_downstream")).remove();
    await failsWith(404, proxy.getToxic("latency_downstream"));
  },

  async "update: disable and enable"() {
    const proxy = await toxiproxy.get("web");
    assert.equal((await proxy.update({ enabled: false, listen: proxy.listen, upstream: proxy.upstream })).enabled, false);
    await assert.rejects(ask(proxy.listen), { code: "ECONNREFUSED" });
    const enabled = await proxy.update({ enabled: true, listen: proxy.listen, upstream: proxy.upstream });
    assert.deepEqual(enabled.toJson(), proxy.toJson());
    assert.equal(await ask(proxy.listen), "hello");
  },

  async reset() {
    const proxy = await toxiproxy.get("web");
    await proxy.addToxic({ type: "timeout", attributes: { timeout: 0 } });
    await proxy.update({ enabled: false });
    await toxiproxy.reset();
    assert.equal((await toxiproxy.get("web")).enabled, true);
    await failsWith(404, proxy.getToxic("timeout_downstream"));
    assert.equal(await ask(proxy.listen), "hello");
  },

  async populate() {
    const web = await toxiproxy.get("web");
    const proxies = await toxiproxy.populate([
      { name: "web", listen: web.listen, upstream: web.upstream },
      { name: "db", listen: "127.0.0.1:0", upstream: upstream.endpoint, enabled: false },
    ]);
    assert.deepEqual(Object.keys(proxies), ["web", "db"]);
    assert.deepEqual(proxies.web.toJson(), web.toJson());
    assert.equal(proxies.db.enabled, false);
    assert.deepEqual(Object.keys(await toxiproxy.getAll()).sort(), ["db", "web"]);
    await proxies.db.remove();
  },

  async errors() {
    const proxy = await toxiproxy.get("web");
    await failsWith(409, toxiproxy.createProxy({ name: "web", listen: "127.0.0.1:0", upstream: upstream.endpoint }));
    await failsWith(400, toxiproxy.createProxy({ name: "", listen: "127.0.0.1:0", upstream: upstream.endpoint }));
    await failsWith(500, toxiproxy.createProxy({ name: "taken", listen: proxy.listen, upstream: upstream.endpoint }));
    await failsWith(400, toxiproxy.populate([{ name: "nowhere", listen: "127.0.0.1:0" }]));
    await failsWith(404, toxiproxy.get("none"));
    await failsWith(404, new Proxy(toxiproxy, { name: "none" }).remove());
    await failsWith(400, proxy.addToxic({ type: "none", attributes: {} }));
    await failsWith(400, proxy.addToxic({ type: "latency", stream: "sideways", attributes: {} }));
    await proxy.addToxic({ name: "one", type: "latency", attributes: {} });
    await failsWith(409, proxy.addToxic({ name: "one", type: "timeout", attributes: {} }));
    await failsWith(404, proxy.getToxic("none"));
  },

  async remove() {
    const proxy = await toxiproxy.get("web");
    await proxy.remove();
    await failsWith(404, toxiproxy.get("web"));
    await assert.rejects(ask(proxy.listen), { code: "ECONNREFUSED" });
  },
};

// The back end: says hello and hangs up.
const upstream = net.createServer((socket) => {
  socket.unref(); // Whatever a failed step leaves open must not keep the process.
  socket.on("error", () => {}); // A proxy that is disabled under way may reset it.
  socket.end("hello");
});

function ask(address) {
  const [host, port] = address.split(":");
  return new Promise((resolve, reject) => {
    let heard = "";
    const socket = net.connect({ host, port: Number(port) });
    socket.unref();
    socket.on("data", (data) => (heard += data));
    socket.on("error", reject);
    socket.on("close", () => resolve(heard));
  });
}

upstream.listen(0, "127.0.0.1", async () => {
  upstream.endpoint = `127.0.0.1:${upstream.address().port}`;
  try {
    for (const [name, step] of Object.entries(steps)) {
      process.stdout.write(`${name} … `);
      await step();
      process.stdout.write("ok\n");
    }
    console.log(`${Object.keys(steps).length} steps passed`);
  } catch (error) {
    console.error(error);
    process.exitCode = 1;
  } finally {
    upstream.close();
  }
});
