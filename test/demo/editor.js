// In the demo's editor alone: our nodes first in the palette, and the sidebar that shows what the buttons bring, once the
// editor has shown its own first one. The setting `paletteCategories` would name categories by their ids, untranslated.
window.RED.events.on('flows:loaded', () => {
    window.$('.red-ui-palette-category[id*=intercom_]').prependTo('#red-ui-palette-container');
    setTimeout(() => window.RED.sidebar.show('debug'));
});
