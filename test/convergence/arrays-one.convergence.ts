import './outside-stand-ins.ts';
import { test } from 'vitest';
import { arraysAlone } from './long-histories.ts';

test('histories over arrays, the first half: every landing equals the source', arraysAlone(1), 3_600_000);
