// Loaded before Node-RED itself: tells its memory when asked.
'use strict';

process.on('message', ({ id, name }) => {
    if (name !== 'memory') return;
    global.gc();
    const { heapUsed, rss } = process.memoryUsage();
    process.send({ id, result: { heapUsed, rss } });
});
