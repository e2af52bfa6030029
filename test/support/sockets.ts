/**
 * For `settingsCode` of a Node-RED: every connection that the process makes, and whatever it starts to listen on, is
 * told on its log, as `CONNECT host port n` and `LISTEN address`.
 */
export const watchSockets = `
const net = require('node:net');
const { connect } = net.Socket.prototype;
net.Socket.prototype.connect = function (...args) {
    const [to] = Array.isArray(args[0]) ? args[0] : args;
    console.log('CONNECT ' + (to.host || to.path || 'localhost') + ' port ' + to.port);
    return connect.apply(this, args);
};
const { listen } = net.Server.prototype;
net.Server.prototype.listen = function (...args) {
    this.once('listening', () => console.log('LISTEN ' + JSON.stringify(this.address())));
    return listen.apply(this, args);
};`;
