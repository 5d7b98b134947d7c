'use strict';

// Socket.IO's engine as a server, with a heartbeat that tests can wait for.

const http = require('http');
const { attach } = require('engine.io');
const { serve } = require('./life');

const server = http.createServer();
attach(server, { transports: ['websocket'], pingInterval: 100, pingTimeout: 400 }).on('connection', (socket) => {
  socket.on('message', (data) => socket.send(data));
  socket.on('close', (reason) => console.log(JSON.stringify({ closed: reason })));
});
serve(server);
