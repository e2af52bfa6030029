import { searchForm } from '../forms/search';
import { parts } from '../parts';

parts().forms = { search: searchForm, ...parts().forms };
