'use strict';

// A peer lives as long as its test: it says where it listens, and ends when its standard input does.
exports.serve = (server) => {
  process.stdin.resume();
  process.stdin.on('end', () => process.exit(0));
  server.listen(0, '127.0.0.1', () => console.log(JSON.stringify({ port: server.address().port })));
};
