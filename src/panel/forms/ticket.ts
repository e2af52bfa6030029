import type { AttributeFacts } from '../../action/pick';
import type { Row } from '../../fields/rows';
import { ask, reason } from '../ask';
import { el } from '../dom';
import { attributesForm, attributeWays } from './attributes';
import { isSame } from './buttons';
import type { Form, FormHost } from './form';
import { attributesOf, type Held, readAttributes, valueFault } from './stored-rows';
import { valueEditor, waysOf } from './ways';

/**
 * The attributes of the chosen ticket type as a form. Each is shown as what Intercom says it is; where the type is not
 * known here, they are named by hand.
 */
export function ticketForm(host: FormHost): Form {
    const { say, write, literal, onChange } = host;
    const ways = waysOf(say);
    const element = el('div', { className: 'intercom-ticket' });
    let rows: Row[] = [];
    const byName = attributesForm({
        ...host,
        write: (given) => {
            rows = (given ?? []) as Row[];
            write(given);
        },
    });
    let attributes: AttributeFacts[] = [];
    /** What the form was loaded for; null before the first time. */
    let shownType: string | undefined | null = null;
    let question = 0;
    let wantsFocus = false;

    const labelOf = (name: string): string => {
        if (name === '_default_title_') return say('ticket.title');
        return name === '_default_description_' ? say('ticket.description') : name;
    };

    /** An attribute without a row is not given, and so is a text or a choice that was emptied, as everywhere in a panel. */
    function change(n: string, held: Held): void {
        const isGiven = held.v !== '' || !['str', 'num', 'bool'].includes(held.t);
        const isKnown = rows.some((row) => row.n === n);
        if (!isGiven) rows = rows.filter((row) => row.n !== n);
        else rows = isKnown ? rows.map((row) => (row.n === n ? { n, ...held } : row)) : [...rows, { n, ...held }];
        write(rows.length > 0 ? rows : undefined);
    }

    function control(attribute: AttributeFacts, id: string): HTMLElement {
        const { name, kind, about = '', required } = attribute;
        const row = rows.find(({ n }) => n === name);
        if (kind === 'other' && !row) return el('span', { id, className: 'intercom-hint' }, say('ticket.notHere'));
        const offered = attributeWays(ways, attribute);
        const blank = offered.ways[0]?.begin({ v: '', t: 'str' }) ?? { v: '', t: 'str' };
        return valueEditor(row ?? blank, {
            say,
            ...offered,
            label: labelOf(name),
            control: { id, title: about, 'aria-required': required ? 'true' : undefined },
            // what is empty is not given, unless a message was said to give it
            fault: (held) =>
                held.v === '' && ['num', 'bool'].includes(held.t) ? undefined : valueFault(say, labelOf(name), held),
            changed: (held) => change(name, held),
        });
    }

    function render(): void {
        const shown = attributes.map((attribute, at) => {
            const id = `intercom-ticket-${at}`;
            const className = attribute.required ? 'intercom-required' : '';
            return el(
                'div',
                { className: 'form-row' },
                el('label', { htmlFor: id, className, title: attribute.about ?? '' }, labelOf(attribute.name)),
                control(attribute, id),
            );
        });
        const others = rows.map(({ n }) => n).filter((name) => !attributes.some((one) => one.name === name));
        const rest =
            others.length > 0 &&
            el('p', { className: 'intercom-note' }, say('ticket.others', { names: others.join(', ') }));
        element.replaceChildren(...shown, ...(rest ? [rest] : []));
        if (wantsFocus) element.querySelector<HTMLElement>('.intercom-row-value')?.focus();
        wantsFocus = false;
    }

    const tell = (text: string): void => element.replaceChildren(el('p', { className: 'intercom-note' }, text));
    /** The attributes are not known here: they go by their names. */
    function nameThem(text: string): void {
        tell(text);
        element.append(byName.element);
        byName.show('rows', rows);
    }

    async function load(): Promise<void> {
        const type = literal('ticketTypeId');
        shownType = type;
        const asked = ++question;
        attributes = [];
        if (!type) return nameThem(say(type === undefined ? 'ticket.typeUnknown' : 'ticket.chooseType'));
        tell(say('pick.loading'));
        const { items, error } = await ask('ticketTypes', { value: type });
        if (asked !== question) return;
        const found = items[0];
        if (error) return nameThem(reason(say, error));
        if (!found) return nameThem(say('ticket.noType', { type }));
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
            else if (byName.element.isConnected) byName.begin?.();
        },
        show(source, stored) {
            const read = source === 'rows' ? readAttributes(stored ?? []) : attributesOf(stored ?? {});
            if (!read) return false;
            const isOther = !isSame(read, rows);
            rows = read;
            if (literal('ticketTypeId') !== shownType) load();
            else if (isOther && attributes.length > 0) render();
            else if (byName.element.isConnected) byName.show('rows', rows);
            return true;
        },
    };
}
