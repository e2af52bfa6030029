import {
    type AnyAction,
    byProperty,
    type Field,
    fileName,
    type Palette,
    referenceKeys,
    storedProperties,
} from '../action';
import { escapeHtml } from './escape';
import type { PanelFacts, PanelField } from './fields';

/** The package's name: catalogues are addressed as `<package>/<set>:<key>`. */
export const PACKAGE = 'node-red-contrib-intercom';

/** How the nodes of a palette group look: one colour and one icon for a family. */
const looks: Record<Palette, { color: string; icon: string }> = {
    contacts: { color: '#A9C9F5', icon: 'intercom-contact.svg' },
    companies: { color: '#B5D8C0', icon: 'intercom-company.svg' },
    tags: { color: '#F2D59B', icon: 'intercom-tag.svg' },
    tickets: { color: '#E3B8D6', icon: 'intercom-ticket.svg' },
    advanced: { color: '#C9CBD6', icon: 'intercom-request.svg' },
};

const row = (content: string): string => `    <div class="form-row">\n        ${content}\n    </div>`;

const label = (property: string, key: string, { icon, required = false }: { icon: string; required?: boolean }) =>
    `<label id="node-input-${property}-label" for="node-input-${property}"${required ? ' class="intercom-required"' : ''}>` +
    `<i class="fa ${icon}"></i> <span data-i18n="${key}"></span></label>`;

const icons: Record<Field['kind'], string> = {
    text: 'fa-font',
    id: 'fa-hashtag',
    number: 'fa-sort-numeric-asc',
    integer: 'fa-sort-numeric-asc',
    boolean: 'fa-toggle-on',
    date: 'fa-calendar',
    object: 'fa-code',
    choice: 'fa-list-ul',
    any: 'fa-code',
    reference: 'fa-bullseye',
};

function fieldRow(property: string, field: Field): string {
    const { kind, object, required, placeholder = '' } = field;
    const keys = object ? referenceKeys[object] : [];
    const by = byProperty(property);
    const options = keys.map((key) => `<option value="${key}" data-i18n="by.${object}_${key}"></option>`).join('');
    return row(
        label(property, `fields.${property}.label`, { icon: icons[kind], required }) +
            (keys.length > 0
                ? `<select id="node-input-${by}" class="intercom-by" aria-labelledby="node-input-${property}-label">${options}</select>`
                : '') +
            `<input type="text" id="node-input-${property}" placeholder="${escapeHtml(placeholder)}">` +
            `<input type="hidden" id="node-input-${property}Type">`,
    );
}

const nameRow = row(`${label('name', 'common.name', { icon: 'fa-tag' })}<input type="text" id="node-input-name">`);
const connectionRow = row(
    `${label('connection', 'common.connection', { icon: 'fa-plug', required: true })}<input type="text" id="node-input-connection">`,
);
const emitRow = row(
    `${label('emit', 'common.emit', { icon: 'fa-share-square-o' })}<select id="node-input-emit" class="intercom-wide">` +
        ['array', 'pages', 'items']
            .map((emit) => `<option value="${emit}" data-i18n="common.emit_${emit}"></option>`)
            .join('') +
        '</select>',
);

/** Fields that steer a list stand folded: most flows leave them as they are. */
const folded = ['page', 'perPage', 'order', 'sortField', 'startingAfter'];

function template(action: AnyAction): string {
    const fields = Object.entries(action.fields);
    const rows = (wanted: (property: string, field: Field) => boolean) =>
        fields
            .filter(([property, field]) => wanted(property, field))
            .map(([property, field]) => fieldRow(property, field));
    const options = rows((property) => folded.includes(property));
    return [
        `<script type="text/html" data-template-name="${action.type}">`,
        '<div class="intercom-panel">',
        nameRow,
        connectionRow,
        ...rows((_, field) => field.required),
        ...rows((property, field) => !field.required && !folded.includes(property)),
        ...('pages' in action ? [emitRow] : []),
        ...(options.length > 0
            ? ['    <details>', '    <summary data-i18n="common.more"></summary>', ...options, '    </details>']
            : []),
        '</div>',
        '</script>',
    ].join('\n');
}

const panelField = ({ kind, required, choices, min, max }: Field): PanelField => ({
    kind,
    required,
    choices,
    min,
    max,
});

const panelFacts = (action: AnyAction): PanelFacts => ({
    fields: Object.fromEntries(Object.entries(action.fields).map(([property, field]) => [property, panelField(field)])),
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
                `label: RED._('${PACKAGE}/${fileName(action.type)}:common.connection')`,
            );
        } else if (property in action.fields) {
            facts.push(
                `validate: function (value, options) { return panel.validate(this, ${JSON.stringify(property)}, value); }`,
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
        oneditprepare: function () { panel.prepare(this); },
    });`;
}

/** The html of an action's node: its panel, and its registration with the editor code that it needs. */
export function actionHtml(action: AnyAction, browserCode: string): string {
    return `${template(action)}

<script type="text/javascript">
${browserCode.trim()}
(function () {
    var panel = window.nodeRedIntercom.panel(${JSON.stringify(panelFacts(action))});
${registration(action)}
})();
</script>
`;
}
