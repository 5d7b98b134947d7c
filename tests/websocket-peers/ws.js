'use strict';

// npm's ws as a server. The path says what it does; a text says what it answers.
// node ws.js [certificate.pem key.pem]

const fs = require('fs');
const http = require('http');
const https = require('https');
const { WebSocketServer } = require('ws');
const { serve } = require('./life');

const plain = new WebSocketServer({ noServer: true, perMessageDeflate: false });
const deflating = new WebSocketServer({ noServer: true, perMessageDeflate: { threshold: 0 } });
const choosing = new WebSocketServer({ noServer: true, handleProtocols: (offered) => (offered.has('v2') ? 'v2' : false) });
const paths = { '/plain': plain, '/deflate': deflating, '/v2': choosing };

for (const sockets of Object.values(paths)) {
  sockets.on('connection', (socket) => {
    socket.on('error', (e) => console.log(JSON.stringify({ error: e.message })));
    socket.on('close', (code, reason) => console.log(JSON.stringify({ closed: code, reason: reason.toString() })));
    socket.on('pong', (data) => socket.send(`heard ${data}`));
    socket.on('message', (data, isBinary) => {
      const [what, argument] = data.toString().split(' ');
      switch (what) {
        case 'ping':
          socket.send('pong');
          break;
        case 'fragments':
          socket.send('on', { fin: false });
          socket.ping('between');
          socket.send('e, ', { fin: false });
          socket.send('two', { fin: true });
          break;
        case 'letters':
          socket.send('é'.repeat(Number(argument)));
          break;
        case 'close':
          socket.close(Number(argument), 'tschüß');
          break;
        case 'terminate':
          socket.terminate();
          break;
        default:
          socket.send(data, { binary: isBinary });
      }
    });
  });
}

const [certificate, key] = process.argv.slice(2);
const server = certificate ? https.createServer({ cert: fs.readFileSync(certificate), key: fs.readFileSync(key) }) : http.createServer();
server.on('upgrade', (request, socket, head) => {
  const path = request.url.split('?')[0];
  if (paths[path]) {
    paths[path].handleUpgrade(request, socket, head, (opened) => paths[path].emit('connection', opened, request));
  } else {
    const status = path.slice(1);
    socket.end(`HTTP/1.1 ${status} ${http.STATUS_CODES[status]}\r\nConnection: close\r\n${status.startsWith('3') ? 'Location: /plain\r\n' : ''}\r\n`);
  }
});
serve(server);
