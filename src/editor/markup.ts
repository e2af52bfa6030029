import {
    type AnyAction,
    apiName,
    byProperty,
    type Field,
    type Palette,
    referenceKeys,
    storedDefault,
    storedProperties,
} from '../action';
import { catalogueName } from '../words';
import type { PanelFacts, PanelField } from './fields';
import type { FormName } from './json-form';

/** How the nodes of a palette group look: one colour and one icon for a family. */
const looks: Record<Palette, { color: string; icon: string }> = {
    contacts: { color: '#A9C9F5', icon: 'intercom-contact.svg' },
    companies: { color: '#B5D8C0', icon: 'intercom-company.svg' },
    tags: { color: '#F2D59B', icon: 'intercom-tag.svg' },
    tickets: { color: '#E3B8D6', icon: 'intercom-ticket.svg' },
    advanced: { color: '#C9CBD6', icon: 'intercom-request.svg' },
};

const row = (property: string, content: string): string =>
    `    <div class="form-row" data-property="${property}">\n        ${content}\n    </div>`;

interface LabelOptions {
    icon: string;
    required?: boolean;
    /** Key of the text that is shown when the label is pointed at. */
    about?: string;
}

const label = (property: string, key: string, { icon, required = false, about }: LabelOptions) =>
    `<label id="node-input-${property}-label" for="node-input-${property}"${required ? ' class="intercom-required"' : ''}` +
    `${about ? ` data-i18n="[title]${about}"` : ''}><i class="fa ${icon}"></i> <span data-i18n="${key}"></span></label>`;

const icons: Record<Field['kind'], string> = {
    text: 'fa-font',
    id: 'fa-hashtag',
    number: 'fa-sort-numeric-asc',
    integer: 'fa-sort-numeric-asc',
    boolean: 'fa-toggle-on',
    date: 'fa-calendar',
    object: 'fa-code',
    entries: 'fa-code',
    choice: 'fa-list-ul',
    any: 'fa-code',
    reference: 'fa-bullseye',
};

/** The lists that references are chosen from, unless a definition names one. */
const picks = { contact: 'contacts', company: 'companies', tag: 'tags' } as const;

const pickOf = ({ pick, object }: Field) => pick ?? (object && picks[object]);

/** The forms that write the JSON of a property. */
const forms: Record<string, FormName> = {
    customAttributes: 'attributes',
    jsonQuery: 'search',
    ticketAttributes: 'ticket',
};

/** The forms of an action's panel; each is a script of its own. */
export const formsOf = ({ fields }: AnyAction): FormName[] => Object.keys(fields).flatMap((name) => forms[name] ?? []);

/** What stands in an empty input, by the kind of its field. */
const examples: Partial<Record<Field['kind'], string>> = {
    date: '2026-01-31T09:00:00Z',
};

function exampleOf({ kind, min, max, placeholder }: Field): string | undefined {
    if (placeholder) return placeholder;
    return min !== undefined && max !== undefined && max < 1e6 ? `${min} – ${max}` : examples[kind];
}

function fieldRow(property: string, field: Field): string {
    const { kind, object, required } = field;
    const keys = object ? referenceKeys[object] : [];
    const by = byProperty(property);
    const options = keys.map((key) => `<option value="${key}" data-i18n="by.${object}_${key}"></option>`).join('');
    const content =
        label(property, `fields.${property}.label`, {
            icon: icons[kind],
            required,
            about: `fields.${property}.about`,
        }) +
        (keys.length > 0
            ? `<select id="node-input-${by}" class="intercom-by" aria-labelledby="node-input-${property}-label">${options}</select>`
            : '') +
        `<input type="text" id="node-input-${property}" aria-labelledby="node-input-${property}-label">` +
        `<input type="hidden" id="node-input-${property}Type">`;
    const form = forms[property] ? `\n    <div class="intercom-form" id="node-input-${property}-form"></div>` : '';
    return row(property, content) + form;
}

const nameRow = row(
    'name',
    `${label('name', 'common.name', { icon: 'fa-tag' })}<input type="text" id="node-input-name">`,
);
const connectionRow = row(
    'connection',
    `${label('connection', 'common.connection', { icon: 'fa-plug', required: true })}<input type="text" id="node-input-connection">`,
);
const emitRow = row(
    'emit',
    `${label('emit', 'common.emit', { icon: 'fa-share-square-o' })}<select id="node-input-emit" class="intercom-wide">` +
        ['array', 'pages', 'items']
            .map((emit) => `<option value="${emit}" data-i18n="common.emit_${emit}"></option>`)
            .join('') +
        '</select>',
);

/** Fields that most flows leave as they are stand folded. */
const folded = new Set([
    ...['page', 'perPage', 'order', 'sortField', 'startingAfter'],
    ...['avatarUrl', 'signedUpAt', 'lastSeenAt', 'unsubscribedFromEmails', 'ownerId'],
    ...['remoteCreatedAt', 'size', 'website', 'industry'],
    ...['skipNotifications', 'createdAt'],
    ...['formData', 'fileData', 'fileNames', 'responseType', 'timeout'],
    ...['maxRetries', 'retryDelay', 'retryAllErrors', 'exponentialBackoff'],
]);

function template(action: AnyAction): string {
    const fields = Object.entries(action.fields);
    const isFolded = (property: string, { required }: Field): boolean => !required && folded.has(property);
    const options = fields.filter(([property, field]) => isFolded(property, field));
    const rows = (wanted: (property: string, field: Field) => boolean) =>
        fields
            .filter(([property, field]) => wanted(property, field))
            .map(([property, field]) => fieldRow(property, field));
    const names = options.map(([property]) => `<span data-i18n="fields.${property}.label"></span>`).join(' · ');
    return [
        `<script type="text/html" data-template-name="${action.type}">`,
        '<div class="intercom-panel">',
        nameRow,
        connectionRow,
        ...rows((_, field) => field.required),
        ...rows((property, field) => !field.required && !isFolded(property, field)),
        ...('pages' in action ? [emitRow] : []),
        ...(options.length > 0
            ? [
                  '    <details>',
                  `    <summary><span data-i18n="common.more"></span><span class="intercom-names">${names}</span></summary>`,
                  ...rows(isFolded),
                  '    </details>',
              ]
            : []),
        '</div>',
        '</script>',
    ].join('\n');
}

function panelField(property: string, field: Field): PanelField {
    const { kind, required, choices, min, max } = field;
    const { type, value } = storedDefault(property, field);
    return {
        kind,
        required,
        choices,
        min,
        max,
        pick: pickOf(field),
        form: forms[property],
        example: exampleOf(field),
        from: type === 'msg' ? value : `payload.${apiName(property, field)}`,
    };
}

const panelFacts = (action: AnyAction): PanelFacts => ({
    fields: Object.fromEntries(
        Object.entries(action.fields).map(([property, field]) => [property, panelField(property, field)]),
    ),
    anyOf: action.anyOf ?? [],
});

/** The properties that a node of the action keeps in a flow file, with what a new node holds. */
export function nodeProperties(action: AnyAction): Record<string, string> {
    return Object.assign(
        { name: '', connection: '' },
        ...Object.entries(action.fields).map(([property, field]) => storedProperties(property, field)),
        'pages' in action ? { emit: 'array' } : {},
    );
}

/**
 * The call that registers the type in the editor. All of it is literal: the flow library reads it without running it,
 * and finds only what stands there (`type`, `defaults`, `category`, `color`, `icon`, `inputs`, `outputs`).
 */
function registration(action: AnyAction): string {
    const { color, icon } = looks[action.palette];
    const defaults = Object.entries(nodeProperties(action)).map(([property, value]) => {
        const facts = [`value: ${JSON.stringify(value)}`];
        if (property === 'connection') {
            facts.push(
                "type: 'intercom-connection'",
                'required: true',
                `label: RED._('${catalogueName(action.type)}:common.connection')`,
            );
        } else if (property in action.fields) {
            facts.push(
                `validate: function (value, options) { return panel('validate', this, ${JSON.stringify(property)}, value); }`,
            );
        }
        return `            ${property}: { ${facts.join(', ')} },`;
    });
    return `    RED.nodes.registerType('${action.type}', {
        category: 'intercom_${action.palette}',
        color: '${color}',
        icon: '${icon}',
        inputs: 1,
        outputs: 1,
        defaults: {
${defaults.join('\n')}
        },
        paletteLabel: function () { return this._('node.label'); },
        label: function () { return this.name || this._('node.label'); },
        labelStyle: function () { return this.name ? 'node_label_italic' : ''; },
        oneditprepare: function () { panel('prepare', this); },
        oneditsave: function () { panel('save', this); },
    });`;
}

/**
 * The html of an action's node: its panel, its registration, and the scripts of its forms. The code of all panels is in
 * the connection's html alone, since Node-RED sends every html uncompressed; that one may load later, or be disabled,
 * so it is looked for when it is needed. No script is loaded from elsewhere: one that failed would hang the editor.
 */
export function actionHtml(action: AnyAction, scripts: string): string {
    return `${template(action)}

<script type="text/javascript">
${scripts}
(function () {
    var facts = ${JSON.stringify(panelFacts(action))};
    function panel(step, node, property, value) {
        var shared = (window.nodeRedIntercom || {}).panel;
        return shared ? shared[step](facts, node, property, value) : true;
    }
${registration(action)}
})();
</script>
`;
}
