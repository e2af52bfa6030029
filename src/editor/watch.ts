const MAX_INTERVAL = 86_400;

const input = (name: string) => $(`#node-input-${name}`);

const isEnvironment = (value: string): boolean => /^\$\{\w+\}$/.test(value);

/** A date as the browser's field for it wants it: local time, no zone. */
function fieldValue(text: string): string {
    const date = new Date(/^\d+$/.test(text) ? Number(text) * (text.length > 11 ? 1 : 1000) : text);
    if (Number.isNaN(date.getTime())) return '';
    return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}

/** The behaviour of the watch node's panel. */
export const watch = {
    prepare(): void {
        const from = input('watch-from');
        const date = input('watch-date');
        const stored = input('startFrom');
        const before = String(stored.val() ?? '');
        const isNow = before === '' || before === 'now';
        from.val(isNow ? 'now' : 'date');
        date.val(isNow ? '' : fieldValue(before));
        const show = () => date.toggle(from.val() === 'date');
        const change = () => {
            const local = new Date(String(date.val()));
            const iso = Number.isNaN(local.getTime()) ? '' : local.toISOString().replace('.000Z', 'Z');
            // what was written in another way, an environment variable perhaps, stays until another date is chosen
            stored.val(from.val() === 'now' ? 'now' : iso || (isNow ? '' : before));
            show();
        };
        from.on('change', () => {
            if (from.val() === 'date' && date.val() === '') date.val(fieldValue(new Date().toISOString()));
            change();
        });
        date.on('change', change);
        show();
    },

    validateInterval(node: EditorNode, value: unknown, label: string): true | string {
        const text = String(value ?? '');
        if (text === '' || isEnvironment(text)) return true;
        const seconds = Number(text);
        if (seconds >= 1 && seconds <= MAX_INTERVAL) return true;
        return node._('common.outOfRange', { label, value: text, min: 1, max: MAX_INTERVAL });
    },

    validateStart(node: EditorNode, value: unknown, label: string): true | string {
        const text = String(value ?? '');
        if (text === '' || text === 'now' || isEnvironment(text) || fieldValue(text) !== '') return true;
        return node._('node.notDate', { label, value: text });
    },
};
