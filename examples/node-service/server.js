const http = require('node:http');

const port = Number(process.env.PORT ?? 8080);
http.createServer((request, response) => {
  response.end(request.url === '/health' ? 'ok\n' : 'Hello from a container\n');
}).listen(port, () => console.log(`listening on ${port}`));
