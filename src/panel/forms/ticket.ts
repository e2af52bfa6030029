import type { AttributeFacts } from '../../action/pick';
import { ask, reason } from '../ask';
import { el } from '../dom';
import type { PanelKey } from '../words';
import { isObject } from './buttons';
import type { Form, FormHost } from './form';
import { fits, valueInput } from './value-input';

/** The attributes of the chosen ticket type as a form. Each is shown as what Intercom says it is. */
export function ticketForm({ say, write, literal, onChange }: FormHost): Form {
    const element = el('div', { className: 'intercom-ticket' });
    let json: Record<string, unknown> = {};
    let attributes: AttributeFacts[] = [];
    /** What the form was loaded for; null before the first time. */
    let shownType: string | undefined | null = null;
    let question = 0;
    let wantsFocus = false;

    const labelOf = (name: string): string => {
        if (name === '_default_title_') return say('ticket.title');
        return name === '_default_description_' ? say('ticket.description') : name;
    };

    function change(name: string, value: unknown): void {
        const { [name]: _before, ...others } = json;
        // a text that was emptied is not given, as everywhere in a panel
        json = value === undefined || value === '' ? others : { ...json, [name]: value };
        write(Object.keys(json).length > 0 ? json : undefined);
    }

    function control(attribute: AttributeFacts, id: string): HTMLElement {
        const { name, kind, options, about = '' } = attribute;
        const value = json[name];
        const hint = (key: PanelKey) => el('span', { id, className: 'intercom-hint' }, say(key));
        if (kind === 'other') return hint(value === undefined ? 'ticket.notHere' : 'ticket.inJson');
        if (value !== undefined && !fits(kind === 'text' ? 'lines' : kind, value)) return hint('ticket.inJson');
        return valueInput(value, {
            say,
            kind: typeof value === 'string' && value.includes('\n') && kind === 'text' ? 'lines' : kind,
            options,
            control: { id, title: about, 'aria-required': attribute.required ? 'true' : undefined },
            changed: (read) => change(name, 'value' in read ? read.value : undefined),
        });
    }

    function render(): void {
        const rows = attributes.map((attribute, at) => {
            const id = `intercom-ticket-${at}`;
            const className = attribute.required ? 'intercom-required' : '';
            return el(
                'div',
                { className: 'form-row' },
                el('label', { htmlFor: id, className, title: attribute.about ?? '' }, labelOf(attribute.name)),
                control(attribute, id),
            );
        });
        const others = Object.keys(json).filter((name) => !attributes.some((one) => one.name === name));
        const rest =
            others.length > 0 &&
            el('p', { className: 'intercom-note' }, say('ticket.others', { names: others.join(', ') }));
        element.replaceChildren(...rows, ...(rest ? [rest] : []));
        if (wantsFocus) element.querySelector<HTMLElement>('input, textarea, select')?.focus();
        wantsFocus = false;
    }

    const tell = (text: string): void => element.replaceChildren(el('p', { className: 'intercom-note' }, text));

    async function load(): Promise<void> {
        const type = literal('ticketTypeId');
        shownType = type;
        const asked = ++question;
        attributes = [];
        if (!type) return tell(say(type === undefined ? 'ticket.typeUnknown' : 'ticket.chooseType'));
        tell(say('pick.loading'));
        const { items, error } = await ask('ticketTypes', { value: type });
        if (asked !== question) return;
        const found = items[0];
        if (error) return tell(reason(say, error));
        if (!found) return tell(say('ticket.noType', { type }));
        attributes = found.attributes ?? [];
        render();
    }

    // a reload only where the form is in sight: else nothing is fetched
    const reload = (): void => {
        if (element.isConnected && literal('ticketTypeId') !== shownType) load();
    };
    onChange('ticketTypeId', reload);
    onChange('connection', () => {
        shownType = null;
        reload();
    });

    return {
        element,
        begin: () => {
            wantsFocus = true;
            if (attributes.length > 0) render();
        },
        show(value) {
            const given = value === undefined ? {} : value;
            if (!isObject(given)) return false;
            const isOther = JSON.stringify(given) !== JSON.stringify(json);
            json = given;
            if (literal('ticketTypeId') !== shownType) load();
            else if (isOther && attributes.length > 0) render();
            return true;
        },
    };
}
