import './outside-stand-ins.ts';
import { test } from 'vitest';
import { arraysAlone } from './long-histories.ts';

test('histories over arrays, the second half: every landing equals the source', arraysAlone(2), 3_600_000);
