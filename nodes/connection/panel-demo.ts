import { el } from '../../src/panel/dom';
import type { Rows } from '../../src/panel/rows';
import { ask, input, show, text } from './panel-dialog';

/** What the server says of the connection's demo workspace. */
interface About {
    page: string;
    lively: boolean;
}

/** Whether the demo workspace is chosen. */
export const isDemo = (): boolean => text('region') === 'demo';

/** Asks for the demo workspace, which starts with that, and shows what it says. */
function askDemo(node: EditorNode, wish: { refill?: true; lively?: boolean } = {}, then = () => {}): void {
    ask<About>(node, 'demo', { id: node.id, ...wish }, ({ page, lively }) => {
        input('demo-page').text(page).attr('href', page);
        input('demo-lively').prop('checked', lively);
        then();
    });
}

/** What the demo workspace is, where to look at it, and what can be done with it. */
export function demoRows(rows: Rows): HTMLElement {
    const { node, say } = rows;
    return el(
        'div',
        { className: 'intercom-demo' },
        el('div', { className: 'intercom-result intercom-result-ok' }, say('node.demoAbout')),
        rows.row(
            'demo-page',
            { icon: 'eye', label: say('node.demoPage') },
            el('a', {
                id: rows.id('demo-page'),
                className: 'intercom-code',
                target: '_blank',
                rel: 'noopener noreferrer',
            }),
            el(
                'button',
                {
                    type: 'button',
                    id: rows.id('demo-refill'),
                    className: 'red-ui-button',
                    onclick: () => askDemo(node, { refill: true }, () => show(say('node.demoRefilled'), 'ok')),
                },
                say('node.demoRefill'),
            ),
        ),
        rows.row(
            'demo-lively',
            { icon: 'comments-o', label: say('node.demoLively') },
            el('input', {
                type: 'checkbox',
                id: rows.id('demo-lively'),
                className: 'intercom-check',
                onchange: ({ target }: Event) => askDemo(node, { lively: (target as HTMLInputElement).checked }),
            }),
            el('span', { className: 'intercom-hint' }, say('node.demoLivelyAbout')),
        ),
    );
}

/** Asks once for what the rows show, when they come in sight. */
export function showDemo(node: EditorNode): void {
    if (isDemo() && input('demo-page').text() === '') askDemo(node);
}
