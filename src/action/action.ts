import type { ApiAnswer, CallOptions, Client, Page, Repeat } from '../client';
import type { Fields, Inputs, Switch } from './fields';
import type { RequestTemplate } from './request';

/** Palette groups, in the order the palette shows them. */
export const palettes = ['contacts', 'companies', 'tags', 'tickets', 'advanced'] as const;
export type Palette = (typeof palettes)[number];

/** What a special action answers: the payload, the answer it came in, and further message properties. */
export interface Outcome {
    payload: unknown;
    answer: ApiAnswer;
    properties?: Record<string, unknown>;
}

interface ActionFacts<F extends Fields> {
    /** Node type, `intercom-<verb>-<object>`; the file's name is the part behind `intercom-`. */
    type: string;
    palette: Palette;
    fields: F;
    /** Plain choices, which say what fields the node has or how it works. */
    switches?: Readonly<Record<string, Switch>>;
    /** At least one of these fields must be given. */
    anyOf?: readonly (keyof F & string)[];
    /** Rules between fields; throws an IntercomError before any request. */
    check?: (inputs: Inputs<F>) => void;
    /** Path of the operation's page below Intercom's REST API reference. */
    reference: string;
}

/** An action whose request is a plain mapping of its fields. */
export interface PlainAction<F extends Fields = Fields> extends ActionFacts<F> {
    request: RequestTemplate;
    /** Overrides the template's `repeat` where it depends on the inputs. */
    repeat?: (inputs: Inputs<F>) => Repeat;
    /** Overrides the answer's body as payload. */
    payload?: (inputs: Inputs<F>, answer: ApiAnswer) => unknown;
}

/** An action that needs more than one request, or another mapping. */
export interface SpecialAction<F extends Fields = Fields> extends ActionFacts<F> {
    run: (inputs: Inputs<F>, client: Client, options: CallOptions) => Promise<Outcome>;
}

/** An action that answers many records: its node has `emit`. */
export interface ListAction<F extends Fields = Fields> extends ActionFacts<F> {
    pages: (inputs: Inputs<F>, client: Client, options: CallOptions) => AsyncIterable<Page>;
}

export type Action<F extends Fields = Fields> = PlainAction<F> | SpecialAction<F> | ListAction<F>;

/** An action of any fields, as runtime, editor and build see it. */
export type AnyAction = Action<Fields>;

/** Defines an action node: one file, one call. Everything else is derived from it. */
export function defineAction<const F extends Fields>(action: Action<F>): AnyAction {
    // Inside a definition the inputs are typed by its own fields; outside, every action looks alike.
    return action as unknown as AnyAction;
}

/** `intercom-get-contact` -> `get-contact`: the name of its files. */
export const fileName = (type: string): string => type.replace(/^intercom-/, '');
