// Loaded by the Node-RED under test (settings.js puts it into the global context): function nodes hand messages
// to the test and take messages from it over the IPC channel. Unlike a debug node it neither shortens nor formats
// anything, and it keeps the order.
'use strict';

const { setFlagsFromString } = require('node:v8');
const { runInNewContext } = require('node:vm');
const { events, hooks } = require.main.require('@node-red/util');

const sources = new Map();
let waiting = [];
let running = false;

process.on('message', (order) => {
    if (!order || typeof order.feed !== 'string') return;
    waiting.push(order);
    flush();
});

// A message sent while flows start would reach nodes that are not there yet, and be lost.
events.on('flows:stopping', ({ type }) => {
    running = false;
    if (type === 'full') sources.clear();
});
events.on('flows:started', () => {
    running = true;
    flush();
});

function flush() {
    if (!running) return;
    const orders = waiting;
    waiting = orders.filter(({ feed }) => !sources.has(feed));
    for (const { feed, msg } of orders) sources.get(feed)?.send(msg);
}

/** Called by the `source` nodes when they start; after a deploy it is a new node under the same name. */
exports.open = (name, node) => {
    sources.set(name, node);
    flush();
};

exports.collect = (name, msg) => {
    try {
        process.send({ from: name, msg });
    } catch {
        // Something in the message cannot be cloned (a function, a socket): its JSON has to do.
        process.send({ from: name, msg: JSON.parse(JSON.stringify(msg)) });
    }
};

/** The files that were loaded from a folder or by something in it, those of Node.js aside. */
exports.loaded = (folder) => {
    const own = Object.values(require.cache).filter(({ filename }) => filename.startsWith(folder));
    return [...new Set(own.flatMap((module) => [module, ...module.children]).map(({ filename }) => filename))];
};

/** What is still in use once the garbage is collected. */
exports.memory = () => {
    setFlagsFromString('--expose-gc');
    runInNewContext('gc')();
    const { heapUsed, rss } = process.memoryUsage();
    return { heapUsed, rss, resources: process.getActiveResourcesInfo().length };
};

/**
 * Tells how far each message has come in our nodes: `received`, `sent`, `done` or `failed`, and `caught`. Hooks hear it
 * whatever nodes a redeploy takes away.
 */
exports.follow = () => {
    const isOurs = ({ type }) => type.startsWith('intercom-');
    const tell = (from, { n, payload, error, intercom }, { id }) => {
        const about = n === undefined ? (intercom?.id ?? payload?.id) : undefined;
        process.send({ from, msg: { n, node: id, code: error?.code, about } });
    };
    hooks.remove('*.follow');
    hooks.add('onReceive.follow', ({ msg, destination: { node } }) => {
        if (isOurs(node)) tell('received', msg, node);
        else if (node.type === 'catch') tell('caught', msg, node);
    });
    hooks.add('onComplete.follow', ({ msg, error, node: { node } }) => {
        if (isOurs(node)) tell(error ? 'failed' : 'done', msg, node);
    });
    hooks.add('onSend.follow', (sent) => {
        for (const { msg, source } of sent) if (isOurs(source.node)) tell('sent', msg, source.node);
    });
};
