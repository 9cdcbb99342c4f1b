export const id = 298;
export const ids = [298];
export const modules = {

/***/ 1298:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Rds: () => (/* binding */ Rds)
/* harmony export */ });
/* harmony import */ var _aws_sdk_client_rds__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(7202);
/* harmony import */ var _error_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(831);


const MAX_PAGES = 2;
class Rds {
    #client;
    #ask;
    #region;
    constructor(clients, region) {
        this.#client = clients.inRegion(region, _aws_sdk_client_rds__WEBPACK_IMPORTED_MODULE_1__/* .RDSClient */ .rYe);
        this.#ask = clients.ask;
        this.#region = region;
    }
    async instances() {
        const instances = [];
        let marker;
        for (let page = 0; page < MAX_PAGES; page++) {
            const answer = await this.#ask(`list the database instances in ${this.#region} (rds:DescribeDBInstances)`, (options) => this.#client.send(new _aws_sdk_client_rds__WEBPACK_IMPORTED_MODULE_1__/* .DescribeDBInstancesCommand */ .hhJ({ Marker: marker }), options));
            if (answer.DBInstances === undefined)
                throw (0,_error_js__WEBPACK_IMPORTED_MODULE_0__/* .malformed */ .Qm)('DescribeDBInstances');
            instances.push(...answer.DBInstances);
            marker = answer.Marker;
            if (marker === undefined)
                break;
        }
        return { instances, all: marker === undefined };
    }
    async pendingMaintenance(of, identifiers) {
        const answer = await this.#ask(`tell the pending maintenance of the databases in ${this.#region} (rds:DescribePendingMaintenanceActions)`, (options) => this.#client.send(new _aws_sdk_client_rds__WEBPACK_IMPORTED_MODULE_1__/* .DescribePendingMaintenanceActionsCommand */ .YKU({
            Filters: [{ Name: of, Values: [...identifiers] }],
        }), options));
        if (answer.PendingMaintenanceActions === undefined)
            throw (0,_error_js__WEBPACK_IMPORTED_MODULE_0__/* .malformed */ .Qm)('DescribePendingMaintenanceActions');
        return answer.PendingMaintenanceActions;
    }
    async majorVersions(engine) {
        const answer = await this.#ask(`tell how long major versions of ${engine} are supported (rds:DescribeDBMajorEngineVersions)`, (options) => this.#client.send(new _aws_sdk_client_rds__WEBPACK_IMPORTED_MODULE_1__/* .DescribeDBMajorEngineVersionsCommand */ .BqM({ Engine: engine }), options));
        if (answer.DBMajorEngineVersions === undefined)
            throw (0,_error_js__WEBPACK_IMPORTED_MODULE_0__/* .malformed */ .Qm)('DescribeDBMajorEngineVersions');
        return answer.DBMajorEngineVersions;
    }
    close() {
        this.#client.destroy();
    }
}


/***/ })

};
