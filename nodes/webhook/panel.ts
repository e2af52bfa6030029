import { el, icon } from '../../src/panel/dom';
import type { OwnPanel } from '../../src/panel/own';
import { DEFAULT_WEBHOOK_PATH } from './path-form';
import { knownTopics, type TopicGroup, topicGroups, wordsFor } from './topics';

/** What the server answers when it is asked what has come in: milliseconds, or null for never. */
interface Heard {
    ping: number | null;
    notification: number | null;
    refused: number | null;
    /** False for a deployed connection without a client secret. */
    hasSecret: boolean;
}

/** How often the panel asks while it is open, in ms. */
const ASK_EVERY = 3000;

const input = (name: string) => $(`#node-input-${name}`);

const known = new Set(knownTopics);

/** The topics that are chosen in the open panel, in the order in which they were. */
let chosen: string[] = [];
let asking: number | undefined;

/** The address to give to Intercom, as far as the browser can tell. */
function urlOf(connection: EditorNode | null): string {
    const path = `${RED.settings.httpNodeRoot ?? '/'}/${connection?.webhookPath || DEFAULT_WEBHOOK_PATH}`;
    return new URL(`${window.location.origin}/${path.split('/').filter(Boolean).join('/')}`).href;
}

function line(text: string, kind: 'ok' | 'warning' | 'busy'): HTMLElement {
    return el('div', { className: `intercom-result intercom-result-${kind}` }, text);
}

function heardLine(node: EditorNode, { ping, notification, refused, hasSecret }: Heard): HTMLElement {
    if (!hasSecret) return line(node._('node.noSecret'), 'warning');
    const time = (ms: number) => new Date(ms).toLocaleString();
    const last = Math.max(ping ?? 0, notification ?? 0);
    if (refused !== null && refused > last) return line(node._('node.wasRefused', { time: time(refused) }), 'warning');
    if (notification !== null) return line(node._('node.wasNotified', { time: time(notification) }), 'ok');
    if (ping !== null) return line(node._('node.wasPinged', { time: time(ping) }), 'ok');
    return line(node._('node.nothingHeard'), 'busy');
}

/** Shows the URL of the chosen connection, what stands against it, and what has come in there. */
function showConnection(node: EditorNode): void {
    const connection = RED.nodes.node(String(input('connection').val() ?? ''));
    const url = urlOf(connection);
    input('webhook-url').val(url).attr('title', url);
    const notes = url.startsWith('https:') ? [] : [line(node._('node.notHttps'), 'warning')];
    const show = (heard?: Heard) =>
        document
            .getElementById('node-input-webhook-notes')
            ?.replaceChildren(...notes, ...(heard ? [heardLine(node, heard)] : []));
    show();
    // a relative URL through jQuery: so the editor adds its own root and the user's token
    if (connection) $.ajax({ url: `intercom/webhook-heard/${connection.id}` }).done(show);
}

/** What a topic is called: in words, where it is one of the list. */
const nameOf = (node: EditorNode, topic: string): string => (known.has(topic) ? node._(wordsFor(topic)) : topic);

/** Draws the groups of topics, those that fit the text in the search field. */
function showTopics(node: EditorNode): void {
    const wanted = String(input('webhook-topic').val() ?? '')
        .trim()
        .toLowerCase();
    const others = chosen.filter((topic) => !known.has(topic));
    const groups: TopicGroup[] = [{ label: 'node.ownTopics', topics: others }, ...topicGroups];
    const elements = groups.flatMap(({ label, topics }) => {
        const fitting = topics.filter(
            (topic) => topic.includes(wanted) || nameOf(node, topic).toLowerCase().includes(wanted),
        );
        if (fitting.length === 0) return [];
        const boxes = fitting.map((topic) => topicBox(node, topic));
        return [el('fieldset', {}, el('legend', {}, node._(label)), ...boxes)];
    });
    document.getElementById('node-input-webhook-topics')?.replaceChildren(...elements);
    showChosen(node);
}

/** Says what is chosen. The list stays as it is, so that whoever goes through it with the keyboard stays there. */
function showChosen(node: EditorNode): void {
    const text =
        chosen.length === 0
            ? node._('node.allTopics')
            : node._('node.someTopics', {
                  topics: chosen.map((topic) => nameOf(node, topic)).join(', '),
                  interpolation: { escapeValue: false },
              });
    input('webhook-chosen').text(text);
    input('webhook-add').prop('disabled', input('webhook-topic').val() === '');
}

function topicBox(node: EditorNode, topic: string): HTMLElement {
    const box = el('input', { type: 'checkbox', checked: chosen.includes(topic) });
    box.addEventListener('change', () => {
        chosen = box.checked ? [...chosen, topic] : chosen.filter((one) => one !== topic);
        showChosen(node);
    });
    const name = nameOf(node, topic);
    return el('label', {}, box, ` ${name}`, name !== topic && el('code', {}, topic));
}

/** Takes the text of the search field as a topic, in the list or not. */
function addTopic(node: EditorNode): void {
    const field = input('webhook-topic');
    const topic = String(field.val() ?? '')
        .trim()
        .toLowerCase();
    if (topic === '') return;
    if (!chosen.includes(topic)) chosen = [...chosen, topic];
    field.val('');
    showTopics(node);
}

const leave = (): void => window.clearInterval(asking);

export const panel: OwnPanel = {
    prepare(node, rows) {
        const { say } = rows;
        const button = (name: string, image: string, label: string, press: () => void): HTMLElement =>
            el(
                'button',
                { type: 'button', id: rows.id(name), className: 'red-ui-button', onclick: press },
                icon(image),
                ` ${label}`,
            );
        const status = { role: 'status', 'aria-live': 'polite' };
        chosen = Array.isArray(node.topics) ? node.topics.map(String) : [];
        rows.show(
            rows.name(),
            rows.connection(),
            rows.row(
                'webhook-url',
                { icon: 'link', label: say('node.url') },
                rows.input('webhook-url', { readOnly: true }),
                button('webhook-copy', 'clipboard', say('node.copy'), () => {
                    RED.clipboard.copyText(
                        String(input('webhook-url').val()),
                        input('webhook-copy'),
                        say('node.copied'),
                    );
                }),
            ),
            el('div', { id: rows.id('webhook-notes'), ...status }),
            rows.row(
                'webhook-topic',
                { icon: 'filter', label: say('node.topics') },
                rows.input('webhook-topic', { placeholder: say('node.findTopic'), autocomplete: 'off' }),
                button('webhook-add', 'plus', say('node.addTopic'), () => addTopic(node)),
            ),
            el('div', { id: rows.id('webhook-chosen'), className: 'intercom-topics-chosen', ...status }),
            el('div', { id: rows.id('webhook-topics'), className: 'intercom-topics' }),
            rows.row(
                'appId',
                { icon: 'building-o', label: say('node.appId') },
                rows.input('appId', { placeholder: say('node.anyWorkspace') }),
            ),
        );
        input('webhook-topic')
            .on('input', () => showTopics(node))
            .on('keydown', (event) => {
                if (event.key !== 'Enter') return;
                event.preventDefault();
                addTopic(node);
            });
        input('connection').on('change', () => showConnection(node));
        showTopics(node);
        showConnection(node);
        asking = window.setInterval(() => showConnection(node), ASK_EVERY);
    },

    save(node) {
        node.topics = chosen;
        leave();
        return undefined;
    },

    cancel: leave,

    label: (node) => {
        const [topic, ...others] = Array.isArray(node.topics) ? node.topics.map(String) : [];
        return topic && others.length === 0 ? nameOf(node, topic) : '';
    },
};
