import { connectionOffer } from './demo-offer';
import { el, icon, select } from './dom';
import { type Say, wordsOf } from './words';

type Content = HTMLElement | string | false | undefined;

interface RowOptions {
    /** Name in the icon font that the editor itself uses. */
    icon: string;
    label: string;
    required?: boolean;
    /** Shown when the label is pointed at. */
    about?: string;
}

/** What the editor puts before a property's name in the id of its input. */
const prefixOf = ({ _def }: EditorNode): string => (_def.category === 'config' ? 'node-config-input' : 'node-input');

/** The id of a property's input, by which the editor finds it. */
export const idOf = (node: EditorNode, property: string): string => `${prefixOf(node)}-${property}`;

/** The panel that is open for a node. A panel that was opened above it has rows of the same ids. */
export const openPanel = (node: EditorNode): HTMLElement | null =>
    document.querySelector<HTMLElement>(`.intercom-panel[data-node="${node.id}"]`);

const inputOf = (node: EditorNode, property: string) =>
    openPanel(node)?.querySelector<HTMLInputElement | HTMLSelectElement>(`#${idOf(node, property)}`);

/** What a node holds, as text: a property that the flow file lacks counts as its default. */
export const storedValue = (node: EditorNode, property: string): string =>
    String(node[property] ?? node._def.defaults[property]?.value ?? '');

/** What a node holds, or what stands in its open panel. */
export const currentValue = (node: EditorNode, property: string): string =>
    inputOf(node, property)?.value ?? storedValue(node, property);

/** Makes the rows of a node's panel, which begins with nothing but the inputs that the editor itself has to fill. */
export class Rows {
    readonly say: Say;

    constructor(
        readonly node: EditorNode,
        readonly panel: HTMLElement,
    ) {
        this.say = wordsOf(node);
        panel.dataset.node = node.id;
    }

    id(property: string): string {
        return idOf(this.node, property);
    }

    /** A row of a label and what stands beside it. */
    row(property: string, { icon: name, label, required, about }: RowOptions, ...content: Content[]): HTMLElement {
        const id = this.id(property);
        const className = required ? 'intercom-required' : '';
        const row = el(
            'div',
            { className: 'form-row' },
            el(
                'label',
                { id: `${id}-label`, htmlFor: id, className, title: about ?? '' },
                icon(name),
                ' ',
                el('span', {}, label),
            ),
            ...content,
        );
        row.dataset.property = property;
        return row;
    }

    /** The input of a property, or for a config node its select and buttons: the editor's, where it has filled one. */
    input(property: string, attributes: Record<string, unknown> = {}): HTMLElement {
        const id = this.id(property);
        const filled = [...this.panel.children].find((child) => child.id === id || child.querySelector(`#${id}`));
        if (!(filled instanceof HTMLElement)) {
            const made = el('input', { type: 'text', id, value: storedValue(this.node, property), ...attributes });
            RED.text.bidi.prepareInput($(made));
            return made;
        }
        if (filled instanceof HTMLInputElement) Object.assign(filled, attributes);
        else this.#nameButtons(property, filled);
        return filled;
    }

    /** The editor's buttons beside a config node's select: their tips name the raw type, and no key reaches them. */
    #nameButtons(property: string, beside: HTMLElement): void {
        const wanted = this.node._def.defaults[property]?.type ?? '';
        const type = RED.nodes.getType(wanted)?.paletteLabel?.() ?? wanted;
        for (const [name, tip] of [
            ['add', 'editor.addNewConfig'],
            ['edit', 'editor.editConfig'],
        ] as const) {
            const button = $(beside)
                .find(`#${this.id(`btn-${property}-${name}`)}`)
                .off('mouseenter mouseleave');
            if (button.length > 0) RED.popover.tooltip(button, RED._(tip, { type }));
            button.attr({ role: 'button', tabindex: 0, 'aria-label': RED._(tip, { type }) });
            button.on('keydown', (event) => {
                if (event.key !== 'Enter' && event.key !== ' ') return;
                event.preventDefault();
                button.trigger('click');
            });
        }
    }

    /** A hidden input, for what another one writes. */
    hidden(property: string): HTMLInputElement {
        return el('input', { type: 'hidden', id: this.id(property), value: storedValue(this.node, property) });
    }

    /** The select of a plain choice. A value that is not offered, from a later version, stays as it was saved. */
    choice<Value extends string>(
        property: string,
        values: readonly Value[],
        label: (value: Value) => string,
        attributes: Record<string, unknown> = {},
    ): HTMLSelectElement {
        const saved = storedValue(this.node, property);
        const options = values.map((value): { value: string; label: string } => ({ value, label: label(value) }));
        if (saved !== '' && !options.some(({ value }) => value === saved)) {
            options.push({ value: saved, label: this.say('common.unknown', { value: saved }) });
        }
        return select(options, saved, { id: this.id(property), className: 'intercom-wide', ...attributes });
    }

    name(): HTMLElement {
        return this.row('name', { icon: 'tag', label: this.say('common.name') }, this.input('name'));
    }

    connection(): HTMLElement {
        const options = { icon: 'plug', label: this.say('common.connection'), required: true };
        const row = this.row('connection', options, this.input('connection'));
        const choice = row.querySelector('select');
        const { id } = this.node;
        return el('div', {}, row, choice && connectionOffer(this.say, id, this.id('demo-choose'), choice));
    }

    /** Rows that most leave as they are. `names` tells what is folded. */
    folded(summary: string, rows: Content[], names = ''): HTMLDetailsElement {
        return el(
            'details',
            {},
            el('summary', {}, el('span', {}, summary), names && el('span', { className: 'intercom-names' }, names)),
            ...rows,
        );
    }

    /** Puts the rows into the panel, and lets the editor check what stands in them whenever it changes. */
    show(...rows: Content[]): void {
        this.panel.replaceChildren(...rows.filter((row): row is HTMLElement => row instanceof HTMLElement));
        const { defaults } = this.node._def;
        const made = new Set(
            Object.keys(defaults)
                .filter((property) => property !== 'name' && !defaults[property]?.type)
                .map((property) => this.id(property)),
        );
        // the editor proposes paths at any key that is let go, and would hold whoever goes back with Shift and Tab
        this.panel.addEventListener('keyup', (event) => event.key === 'Shift' && event.stopPropagation(), true);
        // the editor listens at the inputs that were there before; its check of the whole node is reached through one
        $(this.panel).on('change keyup paste', ({ target }) => {
            if (made.has(target.id) && !target.hasAttribute('skipValidation') && !this.panel.hidden) {
                $(`#${this.id('name')}`).triggerHandler('keyup');
            }
        });
    }
}
