// Preloaded into configurable-http-proxy (node --require). The proxy uses no keep-alive agent for unix-socket
// targets and sends "Connection: close"; tornado answers and closes while node still writes, and the browser gets
// 503 "write EPIPE" for a request the hub has already served. An agent that keeps connections alive mends it.
'use strict';

const http = require('http');

const agent = new http.Agent({ keepAlive: true });
const request = http.request;

http.request = function (options, ...rest) {
  if (options && typeof options === 'object' && options.socketPath && !options.agent) {
    options.agent = agent;
    if (options.headers && /^close$/i.test(options.headers.connection || '')) {
      options.headers.connection = 'keep-alive';
    }
  }
  return request.call(this, options, ...rest);
};
