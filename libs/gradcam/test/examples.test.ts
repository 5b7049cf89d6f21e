import { describeExamples } from '@pneumo/testing';
import './cpuBackend.ts';

describeExamples(import.meta.url);
