import { type AnyAction, connectionProperty, fileName, type OwnNode, type Palette, type Property } from '../action';
import { fieldProperties, panelFacts, plainProperties } from '../panel/facts';
import { catalogueName, SHARED_CATALOGUE } from '../words';
import { iconOf } from './discover';

/** How the nodes of a palette group look: one colour for a family; the icon tells its nodes apart. */
const colors: Record<Palette | OwnNode['palette'], string> = {
    conversations: '#A8DADC',
    contacts: '#A9C9F5',
    companies: '#B5D8C0',
    tags: '#F2D59B',
    tickets: '#E3B8D6',
    advanced: '#C9CBD6',
    triggers: '#F0B8A8',
    config: '#C9CBD6',
};

/** What the html says of a node. */
interface Entry {
    type: string;
    palette: Palette | OwnNode['palette'];
    inputs: number;
    outputs: number;
    properties: Record<string, Property>;
    credentials?: OwnNode['credentials'];
    /** What the panel is told, as JSON. */
    facts: object;
}

const nameProperty: Property = { value: '' };

const preset = (values: Record<string, unknown>): [string, Property][] =>
    Object.entries(values).map(([property, value]) => [property, { value }]);

/** The properties of an action's node: a field's own is checked, what stands beside it is not. */
function actionProperties(action: AnyAction): Record<string, Property> {
    const fields = fieldProperties(action).flatMap(([field, properties]) =>
        preset(properties).map(([property, one]): [string, Property] => [
            property,
            property === field ? { ...one, checked: true } : one,
        ]),
    );
    return Object.fromEntries([
        ['name', nameProperty],
        ['connection', connectionProperty],
        ...fields,
        ...preset(plainProperties(action)),
    ]);
}

const actionEntry = (action: AnyAction): Entry => ({
    type: action.type,
    palette: action.palette,
    inputs: 1,
    outputs: 1,
    properties: actionProperties(action),
    facts: panelFacts(action),
});

const ownEntry = ({ properties, ...own }: OwnNode): Entry => ({
    inputs: 0,
    ...own,
    properties: { name: nameProperty, ...properties },
    facts: {},
});

/** As JavaScript writes it, which needs fewer quotes than JSON. */
function literal(value: unknown): string {
    if (Array.isArray(value)) return `[${value.map(literal)}]`;
    if (typeof value !== 'object' || value === null) return JSON.stringify(value);
    const known = Object.entries(value).filter(([, one]) => one !== undefined);
    return `{${known.map(([key, one]) => `${/^[a-z]\w*$/i.test(key) ? key : JSON.stringify(key)}:${literal(one)}`)}}`;
}

/** A property as the editor's `defaults` want it. */
function defaultOf(type: string, property: string, { value, references, required = true, checked }: Property): string {
    // without a node at hand the catalogue is named
    const key =
        property === 'connection' ? `${SHARED_CATALOGUE}:common.connection` : `${catalogueName(type)}:node.${property}`;
    return `${property}:{${[
        value !== undefined && `value:${literal(value)}`,
        references && `type:"${references}",required:${required},label:p("word","${key}")`,
        checked && `validate:v("${property}")`,
    ]
        .filter(Boolean)
        .join()}}`;
}

/**
 * The call that registers the type in the editor. All of it is literal: the flow library reads it without running it,
 * and finds only what stands there (`type`, `defaults`, `category`, `color`, `icon`, `inputs`, `outputs`).
 */
function registration({ type, palette, inputs, outputs, properties, credentials }: Entry): string {
    const isConfig = palette === 'config';
    const defaults = Object.entries(properties).map(([property, one]) => defaultOf(type, property, one));
    const kept = Object.entries(credentials ?? {}).map(([property, kind]) => `${property}:{type:"${kind}"}`);
    return `RED.nodes.registerType("${type}",{${[
        `category:"${isConfig ? palette : `intercom_${palette}`}",color:"${colors[palette]}"`,
        // a config node has Node-RED's own
        !isConfig && `icon:"${iconOf(fileName(type))}"`,
        !isConfig && `inputs:${inputs},outputs:${outputs}`,
        `defaults:{\n${defaults.join(',\n')}}`,
        kept.length > 0 && `credentials:{${kept}}`,
        'paletteLabel(){return t(this)}',
        // a connection's label says more than its name: whether it is a demo
        `label(){return ${isConfig ? '' : 'this.name||'}p("label",this)||t(this)}`,
        `labelStyle(){return this.name?"node_label_italic":""}`,
        `oneditprepare(){p("prepare",this)}`,
        `oneditsave(){return p("save",this)}`,
        `oneditcancel(){p("cancel",this)}`,
    ]
        .filter(Boolean)
        .join(',\n')}});`;
}

/**
 * The inputs that the editor fills before a panel can be made: the name, by which it listens too, the ids of config
 * nodes, which get a select and buttons, and credentials.
 */
function filledInputs({ palette, properties, credentials = {} }: Entry): string {
    const prefix = palette === 'config' ? 'node-config-input' : 'node-input';
    const references = Object.keys(properties).filter((property) => properties[property]?.references);
    const text = ['name', ...references].map((property) => `<input type="text" id="${prefix}-${property}">`);
    const secret = Object.entries(credentials).map(
        ([property, kind]) => `<input type="${kind}" id="${prefix}-${property}" autocomplete="off">`,
    );
    return [...text, ...secret].join('');
}

/**
 * The html of a node: an empty panel, which is filled in the browser, and the registration. The code of all panels is
 * in the connection's html alone, since Node-RED sends every html uncompressed; that one may load later, or be
 * disabled, so it is looked for when it is needed. No script is loaded from elsewhere: one that failed would hang the
 * editor. A text that is the same for all nodes of a type is looked up once: a look-up takes the editor of Node-RED 5
 * 0.1 ms, and it asks anew whenever it draws.
 */
export function nodeHtml(node: { action?: AnyAction; own?: OwnNode }): string {
    const entry = node.action ? actionEntry(node.action) : ownEntry(node.own as OwnNode);
    return `<script type="text/html" data-template-name="${entry.type}"><div class="intercom-panel">${filledInputs(entry)}</div></script>
<script type="text/javascript">(()=>{
const f=${literal(entry.facts)},
p=(step,...a)=>window.nodeRedIntercom&&window.nodeRedIntercom[step](f,...a),
v=property=>function(value,options){return p("validate",this,property,value)||true};
let n;const t=node=>n=n||node._("node.label");
${registration(entry)}
})()</script>
`;
}
