'use strict';
// A news server as somebody might have written it: its own messages on a socket, its own way to ask for a channel over HTTP.
// It publishes by itself. The harness has never heard of it; my-server.yaml, beside it, tells it all that it needs.
//
//   socket  ws://…/live?user=c17
//     client → {"t":"hb","ts":1732650000000}            server → {"t":"hb_ack","ts":1732650000000}
//     client → {"op":"sub","d":{"ch":["news-3"]}}       server → {"op":"subbed","d":{"ch":"news-3","seq":17}}
//                                                       server → {"op":"msg","d":{"ch":"news-3","seq":18,"body":"…"}}
//   HTTP    GET /v2/state?channel=news-3, X-Api-Key: demo        → {"state":{"seq":18,"body":"…"}}
//
//   node server.js [--port 9100] [--channels 20] [--rate 10] [--defect no-heartbeats|polls-fail|forgets]
//
// With --owned it ends with its standard input, and lines there switch defects on: a name of them, or none.

const http = require('http');
const { parseArgs } = require('util');
const { WebSocketServer } = require('ws');

const { values: options } = parseArgs({
  options: {
    port: { type: 'string', default: '9100' },
    channels: { type: 'string', default: '20' },
    rate: { type: 'string', default: '10' },
    defect: { type: 'string', default: 'none' },
    owned: { type: 'boolean', default: false },
  },
});

let defect = options.defect;
const seqs = new Map(Array.from({ length: Number(options.channels) }, (_, i) => [`news-${i}`, 1]));
const followers = new Map([...seqs.keys()].map(channel => [channel, new Set()]));

const server = http.createServer((request, response) => {
  const url = new URL(request.url, 'http://localhost');
  const channel = url.searchParams.get('channel');
  const answer = (status, body) => response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
  if (request.headers['x-api-key'] !== 'demo') {
    answer(401, { error: 'X-Api-Key is missing or wrong' });
  } else if (url.pathname !== '/v2/state' || !seqs.has(channel)) {
    answer(404, { error: 'no such channel' });
  } else if (defect === 'polls-fail') {
    answer(500, { error: 'the database is away' });
  } else {
    answer(200, { state: { seq: seqs.get(channel), body: `story ${seqs.get(channel)}` } });
  }
});

const sockets = new WebSocketServer({ server, path: '/live' });
sockets.on('connection', socket => {
  const say = message => socket.send(JSON.stringify(message));
  const followed = [];
  socket.on('error', () => {});
  socket.on('close', () => followed.forEach(channel => followers.get(channel).delete(socket)));
  socket.on('message', data => {
    let message;
    try {
      message = JSON.parse(data);
    } catch {
      return say({ err: { code: 'no_json' } });
    }

    if (message?.t === 'hb') {
      return defect === 'no-heartbeats' ? undefined : say({ t: 'hb_ack', ts: message.ts });
    }

    if (message?.op !== 'sub' || !Array.isArray(message.d?.ch)) {
      return say({ err: { code: 'unknown_message' } });
    }

    for (const channel of message.d.ch) {
      if (!seqs.has(channel)) {
        say({ err: { code: 'no_such_channel', ch: channel } });
        continue;
      }

      if (defect !== 'forgets') {
        followers.get(channel).add(socket);
        followed.push(channel);
      }

      say({ op: 'subbed', d: { ch: channel, seq: seqs.get(channel) } });
    }
  });
});

let next = 0;
setInterval(() => {
  const channel = `news-${next++ % seqs.size}`;
  const seq = seqs.get(channel) + 1;
  seqs.set(channel, seq);
  const text = JSON.stringify({ op: 'msg', d: { ch: channel, seq, body: `story ${seq}` } });
  followers.get(channel).forEach(socket => socket.send(text));
}, 1000 / Number(options.rate));

server.listen(Number(options.port), '127.0.0.1', () => {
  const { port } = server.address();
  console.log(options.owned ? JSON.stringify({ port }) : `ws://127.0.0.1:${port}/live and http://127.0.0.1:${port}/v2/state?channel=news-0 (Ctrl-C ends it)`);
});

if (options.owned) {
  require('readline').createInterface({ input: process.stdin }).on('line', line => {
    defect = line;
    console.log(JSON.stringify({ defect }));
  }).on('close', () => process.exit());
}
