import type { ApiAnswer, CallOptions, Client, Page, Repeat } from '../client';
import type { Field, Fields } from '../fields';
import type { Inputs, Switches } from './inputs';
import type { ListSource } from './list';
import type { RequestTemplate } from './request';

/** Palette groups, in the order the palette shows them. */
export const palettes = ['conversations', 'contacts', 'companies', 'tags', 'tickets', 'advanced'] as const;
export type Palette = (typeof palettes)[number];

/** What an action answers: the payload, the answer it came in, and what else goes onto the message. */
export interface Result {
    payload: unknown;
    answer: ApiAnswer;
    /** Further message properties. */
    properties?: Record<string, unknown>;
    /** Further properties of `msg.intercom`. */
    intercom?: Record<string, unknown>;
}

/** Properties that Node-RED or every action has, so that no field can. */
type Reserved =
    | ('name' | 'id' | 'type' | 'z' | 'x' | 'y' | 'g' | 'd' | 'l' | 'wires' | 'info' | 'icon' | 'env' | 'users')
    | ('inputs' | 'outputs' | 'changed' | 'dirty' | 'valid' | 'credentials' | 'connection' | 'emit')
    | ('forEach' | 'collect' | 'startAt');

/** What fields must keep to: no reserved names, and references are called `…Id`, for their key is beside them in `…By`. */
type Lawful<F extends Fields> = {
    [K in keyof F]: K extends Reserved
        ? `${K & string} is a property of every node`
        : F[K] extends { readonly isReference: true }
          ? K extends `${string}Id`
              ? F[K]
              : `${K & string} is a reference, so its name must end with Id`
          : F[K];
};

interface About<F extends Fields, S extends Switches> {
    /** Node type, `intercom-<verb>-<object>`; the file's name is the part behind `intercom-`. */
    type: `intercom-${string}`;
    palette: Palette;
    fields: F & Lawful<F>;
    /** Plain choices that change which fields the node has, or how it works; they stand first in the panel. */
    switches?: S;
    /** At least one of these fields must be given. */
    anyOf?: readonly (keyof F & string)[];
    /** Null clears what is there, so that in a field of `anyOf` it is something given. */
    nullClears?: true;
    /** Rules between fields; throws an InputError before any request. */
    check?: (inputs: Inputs<F, S>) => void;
    /** Path of the operation's page below Intercom's REST API reference; empty when there is none. */
    reference: string;
    /** What it does cannot be undone: the panel says so. */
    destroys?: true;
    /** What `msg.intercom` says beside the action, whatever comes of it. */
    marks?: Readonly<Record<string, unknown>>;
}

/** How an action is run: as its requests are sent, and when (ms) its message came in, with a list that of the list. */
export interface RunOptions extends CallOptions {
    arrivedAt: number;
}

type No<K extends string> = { [P in K]?: never };

/** An action whose request is a plain mapping of its fields. */
export interface PlainAction<F extends Fields = Fields, S extends Switches = Switches>
    extends About<F, S>,
        No<'run' | 'list'> {
    request: RequestTemplate<keyof F & string> | ((inputs: Inputs<F, S>) => RequestTemplate<keyof F & string>);
    /** Overrides the template's `repeat` where it depends on the inputs. */
    repeat?: (inputs: Inputs<F, S>) => Repeat;
    /** Overrides the answer's body as payload. */
    payload?: (inputs: Inputs<F, S>, answer: ApiAnswer) => unknown;
    /** Further properties of `msg.intercom`. */
    intercom?: (answer: ApiAnswer) => Record<string, unknown>;
}

/** An action that needs more than one request, or another mapping. */
export interface SpecialAction<F extends Fields = Fields, S extends Switches = Switches>
    extends About<F, S>,
        No<'request' | 'list'> {
    run: (inputs: Inputs<F, S>, client: Client, options: RunOptions) => Promise<Result>;
}

/** An action that answers many records: its node has `emit`. */
export interface ListAction<F extends Fields = Fields, S extends Switches = Switches>
    extends About<F, S>,
        No<'request' | 'run'> {
    /** The input that takes `next` to go on, where that is none of the fields: they have `startingAfter`. */
    takesNext?: string;
    list:
        | ListSource<Inputs<F, S>>
        | ((inputs: Inputs<F, S>, client: Client, options: CallOptions) => AsyncIterable<Page>);
}

export type Action<F extends Fields = Fields, S extends Switches = Switches> =
    | PlainAction<F, S>
    | SpecialAction<F, S>
    | ListAction<F, S>;

/** An action of any fields, as runtime, panel and build see it. */
export type AnyAction = Action<Fields, Switches>;

/** Defines an action node: one file, one call. Everything else is derived from it. */
export function defineAction<const F extends Fields, const S extends Switches = Record<never, never>>(
    action: Action<F, S>,
): AnyAction {
    // Inside a definition the inputs are typed by its own fields; outside, every action looks alike.
    return action as unknown as AnyAction;
}

/** A node that is one of many actions: which, its stored properties say. */
export interface ChosenAction {
    type: string;
    choose: (config: Readonly<Record<string, unknown>>) => AnyAction;
}

/** Whether an action answers many records. */
export const isList = (action: AnyAction): action is ListAction => action.list !== undefined;

/** `intercom-get-contact` -> `get-contact`: the name of its files. */
export const fileName = (type: string): string => type.replace(/^intercom-/, '');

/** The input that takes a list's `next` to go on; undefined where it cannot. */
export function nextInput(action: AnyAction): string | undefined {
    if (!isList(action)) return undefined;
    return action.takesNext ?? ('startingAfter' in action.fields ? 'startingAfter' : undefined);
}

/** The object that a reference names, under the choices that a node has made. */
export const objectOf = ({ object, objects }: Field, inputs: Readonly<Record<string, unknown>>) =>
    object ?? objects?.of[String(inputs[objects.choice])];
