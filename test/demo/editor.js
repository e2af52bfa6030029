// In the demo's editor alone: the sidebar that shows what the buttons bring, once the editor has shown its own first one.
window.RED.events.on('flows:loaded', () => setTimeout(() => window.RED.sidebar.show('debug')));
