import { contextBridge, ipcRenderer } from 'electron';
import { hostApi } from './host-api.ts';

contextBridge.exposeInMainWorld('twotempoHost', hostApi(ipcRenderer));
