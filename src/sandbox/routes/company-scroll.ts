import { ApiError } from '../http/api-error';
import { type Answer, type Call, param, type Route } from '../http/call';
import { uuidOf } from '../store/ids';
import type { Scroll, World } from '../world';
import { companyJson } from './company-json';

/** Fixed by Intercom. */
const PAGE = 100;

/**
 * All companies, the only way past 10,000. One walk at a time; it dies when it is not used for a minute. There is no
 * way to close one, and its end may be a 404.
 */
function scroll(call: Call): Answer {
    const { world } = call;
    const now = world.now();
    if (world.scroll && now - world.scroll.lastUsed > world.settings.scrollExpiryMs) world.scroll = undefined;
    const given = param(call.query, 'scroll_param');
    if (given === undefined) {
        if (world.scroll) throw new ApiError(400, 'scroll_exists', 'scroll already exists for this workspace');
        const ids = world.state.companies.listed().map((company) => company.id);
        world.scroll = { positions: new Map(), ids, lastUsed: now };
        return page(world, world.scroll, 0);
    }
    const position = world.scroll?.positions.get(given);
    if (!world.scroll || position === undefined) throw notFound();
    world.scroll.lastUsed = now;
    if (position >= world.scroll.ids.length && world.settings.scrollEnd === '404') {
        world.scroll = undefined;
        throw notFound();
    }
    // The parameter that was just used may be sent again after a lost answer; older ones are forgotten.
    world.scroll.positions = new Map([[given, position]]);
    return page(world, world.scroll, position);
}

const notFound = (): ApiError => new ApiError(404, 'not_found', 'scroll parameter not found');

function page(world: World, open: Scroll, position: number): Answer {
    const scroll_param = uuidOf(world.nextSerial(), 71);
    const ids = open.ids.slice(position, position + PAGE);
    open.positions.set(scroll_param, position + ids.length);
    if (ids.length === 0) world.scroll = undefined;
    const companies = ids.map((id) => world.state.companies.get(id)).filter((company) => company !== undefined);
    const data = companies.map((company) => companyJson(world.state, company));
    return { json: { type: 'list', data, pages: null, total_count: null, scroll_param } };
}

/** The walk over all companies. */
export const scrollRoutes: Route[] = [{ method: 'GET', path: '/companies/scroll', operation: scroll }];
